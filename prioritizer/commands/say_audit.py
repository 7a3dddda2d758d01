"""What the auditing commands say, in Thai and English."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    "audit_exact": ("คำนวณซ้ำได้ตรงทุกไบต์", "recomputed, the same bytes"),
    "audit_within 1e-9": (
        "คำนวณซ้ำได้ต่างกันไม่เกิน 1e-9 (ใช้ไลบรารีคนละรุ่น)",
        "recomputed, within 1e-9 (other versions of libraries)",
    ),
    "audit_not recomputed": ("ไม่ได้คำนวณซ้ำ", "Not recomputed"),
    "audit_differs": ("ไม่ตรงกัน", "Different"),
    "audit_cell": ("แฟ้มระบุ {told} แต่คำนวณได้ {computed}", "says {told}, computed {computed}"),
    "audit_more": ("… และอีก {n} แห่ง (ดูทั้งหมดด้วย --json)", "… and {n} more (--json lists all)"),
    "audit_version": (
        "{name}: รอบการคำนวณนี้ใช้รุ่น {then} แต่ตรวจด้วยรุ่น {now}",
        "{name}: made with {then}, verified with {now}",
    ),
    "forgotten": (
        "ลบแล้ว {n} เรื่อง ตัวเลขทุกตัวคงเดิม (verify จะยืนยันได้ตั้งแต่ผลรวมเสียงเป็นต้นไป)",
        "{n} signals forgotten; no figure moved (verify confirms from the tallies on)",
    ),
    "forget_left": ("ยังมีอยู่ในแฟ้มเหล่านี้ของรอบการคำนวณ", "Still held by these files of the run"),
    "forget_beyond": ("คำสั่งนี้ลบไม่ถึง โปรดลบเอง", "Beyond the reach of this command"),
    "forget_copies": (
        "สำเนาที่ส่งออกหรือส่งให้ผู้อื่นแล้ว ข้อมูลสำรอง และรอบการคำนวณอื่น",
        "copies exported or sent, backups, other runs, and caches in other places",
    ),
    "changes": ("อะไรเปลี่ยน และเพราะอะไร", "What moved, and why"),
    "before": ("ก่อน", "before"),
    "after": ("หลัง", "after"),
    "move": ("เลื่อน", "move"),
    "by_signals": ("เสียง", "signals"),
    "by_agendas": ("วาระ", "agendas"),
    "by_weights": ("น้ำหนัก", "weights"),
    "by_method": ("วิธี", "method"),
    "sure": ("แน่ใจ", "sure"),
    "no_real_change": (
        "ไม่ถือว่าเปลี่ยน {n} วาระ (ในจำนวนนี้อันดับขยับ {shifted} วาระ แต่อยู่ในช่วงความไม่แน่นอน)",
        "No real change: {n} agendas ({shifted} of them shifted, inside the noise)",
    ),
    "new": ("วาระใหม่", "New"),
    "gone": ("ถอนแล้ว", "Gone"),
    "published": (
        "{folder}: เผยแพร่แล้ว ปกปิด {blank} จาก {counts} จำนวน",
        "{folder}: published; {blank} of {counts} counts are left blank",
    ),
    "published_before": (
        "เทียบกับชุดที่เคยเผยแพร่ {n} ชุด (history/) แล้ว จำนวนที่ปกปิดยังคำนวณย้อนไม่ได้",
        "Held against {n} earlier bundles (history/): no blank can be worked out from them.",
    ),
    "published_given_away": (
        "ตัวเลขที่ปกปิดไว้ {n} ตัวคำนวณได้จากชุดก่อนๆ อยู่แล้ว ชุดนี้ปกป้องไม่ได้ ส่วนที่เหลือยังปลอดภัย",
        "{n} blank counts follow from earlier bundles already, and nothing here can hide them; "
        "the others are safe",
    ),
    "published_quotes": (
        "มีข้อความของประชาชนอยู่ด้วย โปรดอ่านทุกข้อความก่อนเผยแพร่",
        "Citizens' words are among it: read every one before you hand it on.",
    ),
    "themes_new": ("ประเด็นใหม่", "New themes"),
    "themes_gone": ("ประเด็นที่หายไป", "Themes that are gone"),
    "themes_split": ("แยกออกจากประเด็นเดิม", "Split off from an earlier theme"),
    "themes_joined": ("รวมเข้ากับประเด็นอื่น", "Joined to another theme"),
    "audit_level": ("ระดับการยืนยัน", "level"),
    "audit_ask": (
        "โปรดเทียบ digest นี้กับที่พิมพ์ไว้บนหน้ารายงานหรือในรายงานการประชุม (--digest): "
        "การปลอมทั้งชุดจะพบได้ด้วยวิธีนี้เท่านั้น",
        "Compare this digest with the one on the page or in the minutes (--digest): nothing else "
        "finds a run that was forged as a whole.",
    ),
}
