"""What ``shortlist`` says, in Thai and English."""

from __future__ import annotations

SHORTLIST: dict[str, tuple[str, str]] = {
    "shortlist": ("รายการสั้น", "Shortlist"),
    "flagships": ("วาระเรือธง", "Flagships"),
    "quarters": ("แผนรายไตรมาส (ล้านบาท)", "Plan by fiscal quarter (million baht)"),
    "passed_over": ("วาระที่ไม่ได้เลือก", "Passed over"),
    "method_best": ("เลือกวาระที่ดีที่สุดตามอันดับ", "the best by rank"),
    "method_portfolio": ("ชุดวาระที่ได้คะแนนรวม {value}", "portfolio of total value {value}"),
    "proven": ("พิสูจน์แล้วว่าไม่มีชุดใดดีกว่า", "proven: no set is worth more"),
    "gap": (
        "ต่ำกว่าขอบเขตบน {bound} ไม่เกิน {gap}",
        "within {gap} of the bound {bound}",
    ),
    "schedule_gap": ("ลำดับการเริ่มห่างจากเร็วที่สุดไม่เกิน {gap}", "starts within {gap} of the earliest"),
    "costs": ("ค่าใช้จ่าย {cost} ล้านบาท", "cost {cost} million baht"),
    "no_costs": ("ไม่มีวาระใดระบุค่าใช้จ่าย", "no agenda states its cost"),
    "without_cost": ("(อีก {n} วาระไม่ระบุค่าใช้จ่าย)", "({n} more state none)"),
    "not_stated": ("ไม่ระบุ", "not stated"),
    "conflict": (
        "ไม่มีชุดวาระใดทำตามกติกาได้ครบ ข้อต่อไปนี้ขัดกัน (ตัดข้อใดข้อหนึ่งออกก็หาคำตอบได้):",
        "No set keeps all rules. These contradict each other, and no longer do when one goes:",
    ),
    "core_index": ("ดัชนีแกนหลัก", "core"),
    "standing": ("ความมั่นคง", "standing"),
    "standing_core": ("แกนหลัก", "core"),
    "standing_borderline": ("ก้ำกึ่ง", "borderline"),
    "standing_out": ("ไม่ติด", "out"),
    "cost": ("ค่าใช้จ่าย", "cost"),
    "starts": ("เริ่มไตรมาส", "starts"),
    "quarter": ("ไตรมาส", "quarter"),
    "first_result": ("เห็นผลแรก", "first result"),
    "cost_low": ("งบต่ำ", "low"),
    "cost_likely": ("งบกลาง", "likely"),
    "cost_high": ("งบสูง", "high"),
    "kpi": ("ตัวชี้วัดความสำเร็จ", "KPI"),
    "kpi_move": ("ค่าฐาน → เป้าหมาย", "baseline → target"),
    "ceiling": ("เพดาน", "ceiling"),
    "cumulative": ("สะสม", "cumulative"),
}
