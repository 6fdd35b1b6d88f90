"""What a reader of a report may choose, in words: its parts, and the mark of who may read it."""

from reports.shape import Text
from reports.wording import SECTIONS

# Chinese words that are marks of state secrets (绝密, 机密, 秘密) are not for a company's papers.
CLASSIFICATIONS = {
    "internal": Text(zh="内部资料", en="Internal"),
    "confidential": Text(zh="保密", en="Confidential"),
    "privileged": Text(zh="律师与委托人保密", en="Attorney–client privileged"),
}
# Every name of ``view.CHOICES`` in the order of the page.
PARTS = {
    "cover": Text(zh="封面", en="Cover"),
    **SECTIONS,
    "guidance": Text(zh="逐项指引", en="Guidance with each duty"),
}
GUIDANCE = Text(
    zh="附在每项义务之后：义务主体、法定时限、建议步骤、常用证据和法律责任。不选则报告约短四分之一。",
    en="Stands with each duty: who must act, time limits, steps, usual evidence and penalties. "
    "Without it the report is about a quarter shorter.",
)
