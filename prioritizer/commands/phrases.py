"""What ``explain`` and ``weights`` say, in Thai and English."""

from __future__ import annotations

MEMBERS: dict[str, tuple[str, str]] = {
    "members_head": (
        "กรรมการ {n} คน · พิจารณา {k} อันดับแรก",
        "{n} members · the best {k}",
    ),
    "member": ("กรรมการ", "member"),
    "weights_of": ("น้ำหนักของกรรมการแต่ละคน (ร้อยละ)", "Weights of each member (per cent)"),
    "in_common": ("ตรงกับ {k} อันดับแรกของรอบนี้", "in common with this run's top {k}"),
    "regret": ("เสียไป (แต้ม)", "regret (points)"),
    "ranks_of": (
        "อันดับตามน้ำหนักของแต่ละคน (วาระที่มีคนจัดไว้ใน {k} อันดับแรก)",
        "Ranks under each member's weights (agendas in anybody's top {k})",
    ),
    "compromise_rank": ("ทางสายกลาง", "compromise"),
    "members_span": ("ช่วงของทุกคน", "span of members"),
    "in_top": ("ติด {k} อันดับ", "in top {k}"),
    "core": (
        "แกนร่วม: {n} วาระที่ทุกคนจัดไว้ใน {k} อันดับแรก",
        "Common core: {n} agendas in everybody's top {k}",
    ),
    "kendall": (
        "ความเห็นพ้องของทั้งคณะ (Kendall's W, 0-1): {w}",
        "Agreement of all (Kendall's W, 0 to 1): {w}",
    ),
    "apart": (
        "เห็นต่างกันมากที่สุด: {a} กับ {b} (Kendall's tau {tau})",
        "Furthest apart: {a} and {b} (Kendall's tau {tau})",
    ),
    "flips": (
        "เปลี่ยนน้ำหนักน้อยที่สุดเท่าใด คู่ใน {k} อันดับแรกจึงสลับกัน (จากน้ำหนักของรอบนี้)",
        "Smallest change of this run's weights that flips a pair of the top {k}",
    ),
    "pair": ("คู่", "pair"),
    "moved": ("ย้ายน้ำหนัก (จุดร้อยละ)", "weight moved (% points)"),
    "take_from": ("ลดจาก", "taken from"),
    "give_to": ("เพิ่มให้", "given to"),
    "weights_there": ("น้ำหนักที่เสมอกัน", "weights where level"),
    "flips_more": (
        "แสดง {shown} จาก {n} คู่ สลับได้ {held} คู่ ดูทั้งหมดด้วย --json",
        "{shown} of {n} pairs shown; {held} can flip at all; --json has them all",
    ),
    "nearest": (
        "{k} อันดับแรกเปลี่ยนเมื่อย้ายน้ำหนักเพียง {moved} จุดร้อยละ: {second} ขึ้นเสมอ {first} ที่ {weights}",
        "The top {k} changes once {moved} % points of weight move: {second} draws level with "
        "{first} at {weights}",
    ),
    "no_flip": (
        "ไม่มีน้ำหนักใดเปลี่ยน {k} อันดับแรกได้",
        "No weights at all change the top {k}",
    ),
    "compromise": ("ทางสายกลาง", "Compromise"),
    "least_regret": (
        "น้ำหนักที่คนเสียมากที่สุดเสียน้อยที่สุด: {weights} · เสียมากที่สุด {regret} แต้ม ({who})",
        "Least maximum regret: {weights} · most regret {regret} points ({who})",
    ),
    "mean_weights": (
        "น้ำหนักเฉลี่ยของทุกคน: {weights} · เสียมากที่สุด {regret} แต้ม ({who})",
        "Mean of all members: {weights} · most regret {regret} points ({who})",
    ),
}

EXPLAIN: dict[str, tuple[str, str]] = {
    "sum": ("รวม = คะแนน", "sum = score"),
    "practice": ("หลักฐานจากการปฏิบัติจริง", "Evidence from practice"),
    "days_to_close": (
        "วันนี้เรื่องที่เกี่ยวข้องครึ่งหนึ่งปิดได้ภายใน {days} วัน (Kaplan-Meier)",
        "Half of the linked signals are closed within {days} days today (Kaplan-Meier)",
    ),
    "share_open_after_standard": (
        "ร้อยละ {share} ยังไม่ปิดเมื่อพ้นเวลามาตรฐาน",
        "{share}% are still open after the standard time",
    ),
    "share_reopened": ("ร้อยละ {share} ถูกเปิดใหม่", "{share}% were reopened"),
    "demand_share": (
        "ส่วนแบ่งความต้องการ {share}% (ช่วง 90%: {low}–{high}%)",
        "share of demand {share}% (90% interval {low}–{high}%)",
    ),
    "demand_corrected": (
        "ปรับด้วยผลการตรวจด้วยคนแล้ว {share}% ({low}–{high}%)",
        "corrected by links judged by hand {share}% ({low}–{high}%)",
    ),
    "equity_lift": (
        "ถ่วงให้เป็นตัวแทนแล้ว เสียงเป็น {lift} เท่าของสัดส่วนดิบ",
        "Weighed to be representative, its share is {lift} times the raw one",
    ),
    "alike_across_areas": (
        "ถ้อยคำจากต่างพื้นที่คล้ายกันร้อยละ {share} ของที่คล้ายกันในพื้นที่เดียวกัน (ยิ่งมาก ยิ่งน่าจะทำซ้ำที่อื่นได้)",
        "Signals from different areas read {share}% as alike as those from one area "
        "(the more, the likelier it fits elsewhere)",
    ),
    "ratings": ("ผู้ประเมินเห็นตรงกันเพียงใด", "How far the raters agree"),
    "rubric": ("หัวข้อ", "rubric"),
    "n_raters": ("ผู้ประเมิน (คน)", "raters"),
    "mean": ("เฉลี่ย 0-4", "mean 0-4"),
    "spread": ("ต่ำสุด-สูงสุด", "lowest-highest"),
    "alpha": ("Krippendorff's α (ทุกวาระ)", "Krippendorff's α (all agendas)"),
    "override": ("มีผู้ลงนามเปลี่ยนผล", "overridden"),
    "no_rank_gate": ("ไม่มีอันดับ เพราะไม่ผ่านด่านต่อไปนี้", "Not ranked: these gates are shut"),
    "no_rank_incomplete": (
        "ไม่มีอันดับ เพราะวัดได้ไม่พอ",
        "Not ranked: too little of it is measured",
    ),
    "measured_share": (
        "วัดได้ร้อยละ {share} ของน้ำหนัก ยังขาด:",
        "{share}% of the weight is measured; missing:",
    ),
    "if_open": (
        "ถ้าแก้แล้ว คะแนนนี้จะอยู่อันดับ {rank} จาก {n}",
        "Once mended, this score would stand at rank {rank} of {n}",
    ),
    "already_in": ("อยู่ในกลุ่มนี้แล้ว", "It is in already."),
    "in_if_open": (
        "คะแนนถึงแล้ว เหลือเพียงแก้ด่านหรือข้อมูลข้างต้น",
        "Its score is enough: only what stands above has to be mended.",
    ),
    "gap": ("ยังขาดอีก {gap} แต้ม", "It lacks {gap} points."),
    "needs_alone": ("ถ้าแก้ตัวเดียว ต้องเป็น", "alone it needs"),
    "needs_mix": ("ชุดที่ลงแรงน้อยที่สุด", "cheapest mix"),
    "no_lift": (
        "แม้แก้ทุกอย่างที่เจ้าภาพแก้ได้ก็ยังไม่ถึง (เสียงของประชาชนแก้ไม่ได้)",
        "Even all that an owner can change is not enough (what citizens say is not his to change).",
    ),
    "chances": (
        "โอกาสติด {k} อันดับแรก: เดิม {before} → {after}",
        "Chance of the top {k}: {before} as it is → {after} with the cheapest mix",
    ),
    "never_swap": (
        "ไม่มีน้ำหนักใดทำให้สลับกัน: {first} นำทุกเกณฑ์หรือเสมอ",
        "No weights make them swap: {first} is ahead, or level, on every criterion.",
    ),
    "swap_nearest": (
        "สลับกันเมื่อย้ายน้ำหนักเพียง {moved} จุดร้อยละ เป็น {weights}",
        "They swap once {moved} % points of weight move, to {weights}",
    ),
    "p_versus": (
        "โอกาสที่ {first} จะชนะ {second}: {joint} เมื่อทั้งข้อมูลและน้ำหนักไม่แน่นอน · {weights} "
        "เมื่อไม่แน่นอนเฉพาะน้ำหนัก",
        "Chance that {first} beats {second}: {joint} over data and weights · {weights} over "
        "weights alone",
    ),
    "differences": ("ต่างกันตรงไหน (แต้ม)", "Where they differ (points)"),
    "difference": ("ต่าง", "difference"),
}

UNITS: dict[str, str] = {
    "share of voices": "ของเสียงทั้งหมด",
    "share of the areas expected in 30 voices": "ของพื้นที่ที่คาดไว้ใน 30 เสียง",
    "grade 0-4": "จาก 4",
    "share unmet": "ยังไม่ได้แก้",
    "share of 12 months": "ของ 12 เดือน",
    "share of source kinds": "ของช่องทางทั้งหมด",
    "months": "เดือน",
    "bodies to coordinate": "หน่วยงานที่ต้องประสาน",
    "million baht": "ล้านบาท",
    "bodies": "หน่วยงาน",
    "next / first site cost": "ของต้นทุนแห่งแรก",
}
"""Units of the default indicators in Thai; a study's own units stand as it writes them."""

UNITS_EN: dict[str, str] = {
    "share of voices": "of all voices",
    "share of the areas expected in 30 voices": "of the areas expected in 30 voices",
    "grade 0-4": "of 4",
    "share unmet": "unmet",
    "share of 12 months": "of 12 months",
    "share of source kinds": "of the source kinds",
    "next / first site cost": "of the first site's cost",
}
"""Units of the default indicators as they read behind a figure on the screen."""

SHARES: frozenset[str] = frozenset(
    {name for name in UNITS if name.startswith("share")} | {"next / first site cost"}
)
"""Units of figures from 0 to 1 that read better as per cent."""

LEVELS: dict[str, tuple[str, str]] = {
    "none": ("ไม่ต้องแก้กฎหมาย", "none"),
    "notification": ("ประกาศ", "notification"),
    "regulation": ("ระเบียบ", "regulation"),
    "ministerial": ("กฎกระทรวง", "ministerial"),
    "act": ("พระราชบัญญัติ", "act"),
}

RUBRIC_NAMES: dict[str, tuple[str, str]] = {
    "severity": ("ความรุนแรง", "severity"),
    "partner_openness": ("การเปิดรับภาคี", "partner openness"),
    "delivery_confidence": ("ความมั่นใจว่าทำได้", "delivery confidence"),
}
