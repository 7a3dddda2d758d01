"""What ``label`` says, in Thai and English."""

from __future__ import annotations

LABEL: dict[str, tuple[str, str]] = {
    "label_read": ("อ่านคำตอบจาก {sheet}: {n} เรื่อง", "read back from {sheet}: {n} signals"),
    "label_kept": (
        "เก็บไว้ใน {labels}: ตัดสินแล้ว {n_judged} เรื่อง (ใหม่ {n_new} เปลี่ยน {n_changed})",
        "kept in {labels}: {n_judged} signals judged ({n_new} new, {n_changed} changed)",
    ),
    "label_short": (
        "ระบบเรียนรู้เมื่อตัดสินแล้วตั้งแต่ {least} เรื่อง ยังขาดอีก {n} เรื่อง",
        "the linker learns from {least} judged signals on: {n} more are needed",
    ),
    "label_name": (
        'เพิ่มในไฟล์ study.toml เพื่อให้ rank เรียนรู้จากคำตอบ:\n  [labels]\n  file = "labels.csv"',
        'add to the study file, so that `rank` learns:\n  [labels]\n  file = "labels.csv"',
    ),
    "label_written": (
        "เขียน {n_written} เรื่องให้ตัดสินไว้ที่ {written}\n"
        "กรอกแล้วบันทึกไว้ที่เดิม จากนั้นสั่ง prioritizer label อีกครั้งเพื่ออ่านคำตอบ",
        "wrote {n_written} signals to judge to {written}\n"
        "fill it in, save it where it is, and run `prioritizer label` again to read it back",
    ),
}
