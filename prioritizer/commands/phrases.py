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

EXPLAIN: dict[str, tuple[str, str]] = {}
