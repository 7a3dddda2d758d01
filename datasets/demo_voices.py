"""Make up what citizens say: subjects, places, times, words and slips, from one seed.

Nothing here was said by anybody. The grammar lies in ``grammar/``; the draws use only
``random.Random.random``, whose stream Python keeps the same from version to version.
"""

from __future__ import annotations

import csv
import math
import random
import re
import tomllib
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from statistics import NormalDist
from typing import Any, TypeVar

GRAMMAR = Path(__file__).parent / "grammar"
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
FIRST_DAY, AS_OF = date(2019, 9, 1), date(2021, 2, 16)

# Signals a month; the app opens in July 2020, and the rush of its first months wears off.
VOLUME = {"hotline": 150, "damrong": 128, "letters": 24}
APP_VOLUME = {"2020-07": 700, "2020-08": 520, "2020-09": 420, "2020-10": 360, "2020-11": 300}
APP_LATER, APP_OPENS = 250, "2020-07"
# How easily a region reaches a channel, beside its population.
ACCESS = {
    "hotline": {"bangkok": 2.2, "vicinity": 1.5, "northeast": 0.8},
    "damrong": {"bangkok": 0.15, "vicinity": 0.7, "northeast": 1.2},
    "app": {"bangkok": 4.5, "vicinity": 2.2, "east": 1.2, "northeast": 0.5, "south": 0.6},
    "letters": {"northeast": 1.2},
}
SAYS_NOTHING, SHORT, TWO_SUBJECTS, SLIPS, PRIVATE = 0.05, 0.07, 0.06, 0.2, 0.035
REPEATED, SAME_WORDS, REGULARS = 0.06, 0.5, 0.1

Item = TypeVar("Item")


class Dice:
    """Every draw that the demo makes."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def share(self) -> float:
        """Draw from 0 up to 1."""
        return self._random.random()

    def chance(self, p: float) -> bool:
        """Say yes with probability p."""
        return self.share() < p

    def between(self, low: int, high: int) -> int:
        """Draw a whole number, both ends among them."""
        return low + int(self.share() * (high - low + 1))

    def pick(self, items: Sequence[Item]) -> Item:
        """Draw one of several, all alike."""
        return items[int(self.share() * len(items))]

    def weighted(self, items: Sequence[Item], weights: Sequence[float]) -> Item:
        """Draw one of several, by weight."""
        left = self.share() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            left -= weight
            if left < 0:
                return item
        return items[-1]

    def skewed(self, median: float, spread: float) -> float:
        """Draw from a log-normal by its median."""
        return median * math.exp(spread * NormalDist().inv_cdf(max(self.share(), 1e-9)))


@dataclass(frozen=True)
class Place:
    """A province with its districts."""

    province: str
    region: str
    population: int
    districts: tuple[str, ...]


@dataclass(frozen=True)
class Voice:
    """One made-up signal, before any file spells it."""

    channel: str
    received_on: date
    province: str
    district: str
    text: str
    subject: str  # "" says nothing; never written to the files
    closed_on: date | None = None
    reopened: int = 0
    person: str = ""
    votes: int = 0
    rating: int = 0
    notes: tuple[str, ...] = field(default=())  # repeat, campaign, echo


class Grammar:
    """The subjects, phrases and places that lie in TOML and CSV."""

    @cached_property
    def phrases(self) -> dict[str, Any]:
        """Openings, endings, slips and the like."""
        return tomllib.loads((GRAMMAR / "phrases.toml").read_text(encoding="utf-8"))

    @cached_property
    def subjects(self) -> list[dict[str, Any]]:
        """All subjects, in a fixed order."""
        files = ("town", "welfare", "services", "unanswered")
        read = [tomllib.loads((GRAMMAR / f"{f}.toml").read_text(encoding="utf-8")) for f in files]
        return [subject for table in read for subject in table["subject"]]

    @cached_property
    def places(self) -> list[Place]:
        """Provinces with rounded populations."""
        with (GRAMMAR / "provinces.csv").open(encoding="utf-8", newline="") as file:
            return [
                Place(
                    row["province"],
                    row["region"],
                    int(row["population"]),
                    tuple(row["districts"].split(";")),
                )
                for row in csv.DictReader(file)
            ]

    def subject(self, key: str) -> dict[str, Any]:
        """One subject by its key."""
        return next(subject for subject in self.subjects if subject["key"] == key)


def month_of(day: date) -> str:
    """Month of a day, as in ``2021-02``."""
    return f"{day:%Y-%m}"


def months() -> list[date]:
    """First days of the eighteen months."""
    return [date(2019 + (8 + n) // 12, (8 + n) % 12 + 1, 1) for n in range(18)]


def loudness(subject: dict[str, Any], channel: str, region: str, first: date) -> float:
    """How much of what is said there and then is about this subject."""
    month, through = month_of(first), ((first - FIRST_DAY).days / (AS_OF - FIRST_DAY).days)
    told = subject["demand"] * subject.get("places", {}).get(region, 1.0)
    told *= subject.get("channels", {}).get(channel, 1.0)
    told *= subject.get("months", {}).get(str(first.month), 1.0)
    told *= subject.get("peaks", {}).get(month, 1.0)
    told *= 1 + (subject.get("growth", 1.0) - 1) * through
    if month < subject.get("starts", ""):
        told *= subject["before"]
    return float(told)


class Crowd:
    """All citizens of the demo, who speak when asked."""

    def __init__(self, seed: int) -> None:
        self.dice, self.grammar = Dice(seed), Grammar()
        self.n_persons = 0
        self.regulars = [self._new_person() for _ in range(40)]

    def _new_person(self) -> str:
        self.n_persons += 1
        return f"08{self.n_persons // 10_000 + 1}-000-{self.n_persons % 10_000:04d}"

    def _fill(self, phrase: str, place: Place, district: str, spot: str = "") -> str:
        dice = self.dice
        amounts = [300, 500, 800, 1200, 2500, 4000, 9500, 15000, 38000]
        slots = {
            "n": str(dice.between(2, 9)),
            "d": str(dice.between(3, 25)),
            "t": dice.pick(self.grammar.phrases["time"]),
            "age": str(dice.between(61, 92)),
            "baht": f"{dice.pick(amounts):,}",
            "province": place.province,
            "district": district,
            "spot": spot,
        }
        return re.sub(r"\{([a-z]+)\}", lambda hit: slots.get(hit[1], hit[0]), phrase)

    def _say(self, subject: dict[str, Any], place: Place, district: str) -> str:
        dice, phrases = self.dice, self.grammar.phrases
        if dice.chance(SHORT):
            return str(dice.pick(subject["short"])) + str(dice.pick(phrases["ending"]))
        spot = self._fill(dice.pick(subject["spot"]), place, district)
        where = phrases["bangkok_place" if place.region == "bangkok" else "province_place"]
        other = dice.pick(subject["what"])
        if dice.chance(TWO_SUBJECTS):
            other = dice.pick(phrases["joint"]) + dice.pick(
                dice.pick(self.grammar.subjects)["what"]
            )
        slots = {
            "opening": dice.pick(phrases["opening"]),
            "ending": dice.pick(phrases["ending"]),
            "place": self._fill(dice.pick(where), place, district, spot),
            "what": dice.pick(subject["what"]),
            "what2": other,
            "since": dice.pick(phrases["since"]),
            "detail": dice.pick(subject["detail"]),
            "plea": dice.pick(subject["plea"] if dice.chance(0.6) else phrases["plea"]),
        }
        pattern = dice.pick(phrases["patterns"])
        text = re.sub(r"\{([a-z0-9]+)\}", lambda hit: slots[hit[1]], pattern)
        text = self._fill(text, place, district)
        if dice.chance(0.06):
            text = text.translate(THAI_DIGITS)
        text = text.replace("ด้วยด้วย", "ด้วย").replace("ทีด้วย", "ที")
        return re.sub(r" {2,}", " ", text).strip(" ")

    def _slip(self, text: str) -> str:
        """Misspell as a hurried hand does; a few characters that no eye sees come along."""
        dice = self.dice
        for _ in range(dice.between(1, 2)):
            right, wrong = dice.pick(self.grammar.phrases["slips"])
            text = text.replace(right, wrong, 1)
        if dice.chance(0.08):
            text = text.replace(" ", "\u200b", 1)
        if dice.chance(0.08):
            text = text.replace(" ", "\u00a0", 1)
        return text

    def _tell_too_much(self, text: str) -> str:
        """Add an invented phone, id, address or name, so that redaction has work to do."""
        dice, invented = self.dice, self.grammar.phrases["invented"]
        said = dice.pick(
            [*invented["phones"], *invented["ids"], *invented["mails"], *invented["names_said"]]
        )
        phone = f"08{dice.between(1, 9)}-000-{dice.between(0, 9999):04d}"
        # No Thai number begins with 9 or 0: the shape of an id, and nobody's.
        number = f"9-0000-{dice.between(0, 99999):05d}-{dice.between(0, 99):02d}-0"
        said = said.replace("{phone}", phone).replace("{id}", number)
        said = said.replace("{name}", dice.pick(invented["names"]))
        return f"{text} {said.replace('{n}', str(dice.between(1, 99)))}"

    def _ends(self, voice: Voice, subject: dict[str, Any] | None) -> Voice:
        """Say whether and when the office closed it, and what else the channel knows."""
        dice = self.dice
        median, stuck, again = (
            (subject["days"], subject["stuck"], subject["again"]) if subject else (10, 0.1, 0.0)
        )
        days = max(0, round(dice.skewed(median, 0.8)))
        done = voice.received_on + timedelta(days=days)
        never = dice.chance(stuck)
        closed_on = None if never or done > AS_OF or voice.channel == "letters" else done
        reopened = dice.between(1, 2) if voice.channel == "app" and dice.chance(again) else 0
        rating = dice.between(1, 5) if voice.channel == "app" and dice.chance(0.3) else 0
        votes = 0
        if voice.channel == "letters":
            votes = round(dice.skewed(70, 0.9)) if dice.chance(0.35) else 1
        return replace(voice, closed_on=closed_on, reopened=reopened, rating=rating, votes=votes)

    def _person(self, channel: str) -> str:
        if channel != "app":
            return ""
        return self.dice.pick(self.regulars) if self.dice.chance(REGULARS) else self._new_person()

    def _one(self, channel: str, first: date, n_days: int) -> Voice:
        dice = self.dice
        access = ACCESS[channel]
        places = self.grammar.places
        place = dice.weighted(places, [p.population * access.get(p.region, 1.0) for p in places])
        district = dice.pick(place.districts)
        received_on = first + timedelta(days=dice.between(0, n_days - 1))
        subject: dict[str, Any] | None = None
        if dice.chance(SAYS_NOTHING):
            text = str(dice.pick(self.grammar.phrases["nothing"]))
        else:
            subjects = self.grammar.subjects
            told = [loudness(s, channel, place.region, first) for s in subjects]
            subject = dice.weighted(subjects, told)
            text = self._say(subject, place, district)
            if dice.chance(SLIPS):
                text = self._slip(text)
            if dice.chance(PRIVATE):
                text = self._tell_too_much(text)
        key = subject["key"] if subject else ""
        voice = Voice(channel, received_on, place.province, district, text, key)
        return self._ends(replace(voice, person=self._person(channel)), subject)

    def _again(self, voice: Voice) -> list[Voice]:
        """Let neighbours report the same thing that day or the next, in their words or the same."""
        dice = self.dice
        place = next(p for p in self.grammar.places if p.province == voice.province)
        subject = self.grammar.subject(voice.subject)
        heard = []
        for _ in range(dice.between(1, 3)):
            same = dice.chance(SAME_WORDS)
            text = voice.text if same else self._say(subject, place, voice.district)
            if same and dice.chance(0.4):
                text = self._slip(text)
            day = min(AS_OF, voice.received_on + timedelta(days=0 if same else dice.between(0, 1)))
            person = self._person(voice.channel)
            told = replace(voice, text=text, received_on=day, person=person, notes=("repeat",))
            heard.append(self._ends(told, subject))
        return heard

    def _campaign(self) -> list[Voice]:
        dice, told = self.dice, self.grammar.phrases["campaign"]
        subject = self.grammar.subject(told["subject"])
        heard = []
        for _ in range(told["copies"]):
            day = told["first"] + timedelta(days=dice.between(0, told["days"] - 1))
            text = told["text"] + dice.pick(told["tails"])
            voice = Voice("hotline", day, told["province"], told["district"], text, subject["key"])
            heard.append(self._ends(replace(voice, notes=("campaign",)), subject))
        return heard

    def _echo(self) -> list[Voice]:
        dice, told = self.dice, self.grammar.phrases["echo"]
        subject, places = self.grammar.subject(told["subject"]), self.grammar.places
        heard = []
        for _ in range(told["copies"]):
            place = dice.weighted(places, [p.population for p in places])
            day = date(2020, 9, 1) + timedelta(days=dice.between(0, 60))
            voice = Voice("app", day, place.province, dice.pick(place.districts), told["text"], "")
            voice = replace(voice, subject=subject["key"], person=self._new_person())
            heard.append(self._ends(replace(voice, notes=("echo",)), subject))
        return heard

    def speak(self) -> list[Voice]:
        """All voices of the eighteen months, by channel and day."""
        heard: list[Voice] = []
        for channel in ("hotline", "damrong", "app", "letters"):
            for first in months():
                whole = monthrange(first.year, first.month)[1]
                n_days = AS_OF.day if month_of(first) == month_of(AS_OF) else whole
                n = VOLUME.get(channel, APP_VOLUME.get(month_of(first), APP_LATER))
                if channel == "app" and month_of(first) < APP_OPENS:
                    continue
                for _ in range(round(n * n_days / whole)):
                    voice = self._one(channel, first, n_days)
                    heard.append(voice)
                    if voice.subject and self.dice.chance(REPEATED):
                        heard.extend(self._again(voice))
        heard += self._campaign() + self._echo()
        order = ("hotline", "damrong", "app", "letters")
        return sorted(heard, key=lambda voice: (order.index(voice.channel), voice.received_on))
