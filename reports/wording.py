"""Labels shared by all formats, in both languages; days, instants and sizes in words."""

from datetime import date, datetime, timedelta, timezone
from typing import Literal

from reports.shape import Text

BEIJING = timezone(timedelta(hours=8))
Language = Literal["zh", "en", "both"]
LANGUAGES: tuple[Language, ...] = ("zh", "en", "both")


def _table(rows: str) -> dict[str, Text]:
    """One ``key | 中文 | English`` a line."""
    cells = [[cell.strip() for cell in row.split("|")] for row in rows.strip().splitlines()]
    return {key: Text(zh=zh, en=en) for key, zh, en in cells}


OUTCOMES = _table("""
applies        | 适用   | applies
undetermined   | 待定   | open
does_not_apply | 不适用 | does not apply
not_in_force   | 未施行 | not in force
""")
SIGNS = {
    "applies": "●",
    "undetermined": "◐",
    "does_not_apply": "○",
    "not_in_force": "◌",
    "met": "✓",
    "partly_met": "◑",
    "not_met": "✕",
    "not_assessed": "–",
    "yes": "●",
    "uncertain": "◐",
    "no": "○",
}
JUDGEMENTS = _table("""
met          | 已满足   | met
partly_met   | 部分满足 | partly met
not_met      | 未满足   | not met
not_assessed | 未评估   | not assessed
""")
STATUSES = _table("""
not_started   | 未开始   | not started
in_progress   | 进行中   | in progress
done          | 已完成   | done
verified      | 已核验   | verified
risk_accepted | 已接受风险 | risk accepted
""")
MARKS = _table("""
checked    | 已核对原文 | checked against the text
secondary  | 据二手资料 | from a secondary source
to_confirm | 待核实     | to be confirmed
""")
VALUES = _table("""
yes       | 是   | yes
no        | 否   | no
uncertain | 待定 | open
""")
ANSWER_STATES = _table("""
answered     | 已回答       | answered
unsure       | 不知道       | I do not know
unanswered   | 未回答       | not answered
parked       | 已搁置，不影响结果 | parked, without effect
not_relevant | 与结果无关   | not relevant
""")
KNOWN_BY = _table("""
product     | 产品   | product
data        | 数据   | data
legal       | 法务   | legal
engineering | 研发   | engineering
security    | 安全   | security
sales       | 销售   | sales
management  | 管理层 | management
""")
GRADES = _table("""
definite      | 明确         | definite
likely        | 较可能       | likely
needs_counsel | 须由律师判断 | needs counsel
""")
NATURES = _table("""
law                  | 有法律约束力 | binding law
mandatory_standard   | 强制性标准   | mandatory standard
recommended_standard | 推荐性标准（基准，非法律） | recommended standard (a benchmark, not law)
practice             | 监管实践     | regulatory practice
""")
KINDS = _table("""
process duty | 行为义务 | process duty
prohibition  | 禁止事项 | prohibition
filing       | 备案报告 | filing
disclosure   | 告知公示 | disclosure
record       | 留存记录 | record
outcome duty | 结果义务 | outcome duty
exposure     | 风险提示 | exposure
""")
BITES = _table("""
standing      | 持续     | continuous
event         | 事件触发 | on an event
before_launch | 上线前   | before launch
deadline      | 有期限   | by a deadline
""")
CHANGES = _table("""
linked    | 相关文件   | from a linked instrument
new law   | 新法       | new law
softened  | 较草案放宽 | softened against the draft
changed   | 较草案变更 | changed against the draft
new       | 草案没有   | not in the draft
unchanged | 与草案一致 | unchanged from the draft
practice  | 监管实践   | practice
""")
EVIDENCE_KINDS = _table("""
file      | 文件 | file
link      | 链接 | link
statement | 陈述 | statement
""")
SECTIONS = _table("""
rely        | 本报告的依据与限度       | What you can rely on
summary     | 摘要                     | Summary
contents    | 目录                     | Contents
scope       | 是否适用《暂行办法》     | Do the Measures apply?
open        | 尚未确定的事项           | What is still open
obligations | 适用及待定的义务         | Obligations that apply or are open
plan        | 整改计划                 | Remediation plan
coming      | 即将施行的规定           | Coming law
out         | 不适用的义务             | What does not apply
changes     | 自上一份报告以来的变化   | Changes since the last report
answers     | 问卷回答                 | Answers given
evidence    | 证据目录                 | Evidence index
sources     | 法律文件                 | Sources of law
penalties   | 法律责任                 | What a breach may cost
notes       | 通用说明                 | Standing notes
""")
CHANGE_SECTIONS = _table("""
scope          | 是否适用《暂行办法》 | Do the Measures apply?
outcomes       | 义务结果             | Outcomes
answers        | 回答                 | Answers
determinations | 认定                 | Determinations
findings       | 落实情况             | Findings
positions      | 立场                 | Positions
evidence       | 证据                 | Evidence
law            | 法律与评估范围       | Law and coverage
""")
CHANGE_KINDS = _table("""
gained             | 新适用         | now applies
lost               | 不再适用       | no longer applies
opened             | 变为待定       | now open
settled            | 已确定         | settled
moved              | 有变           | moved
answered           | 新回答         | answered
withdrawn          | 已撤回         | withdrawn
changed            | 有变           | changed
state              | 作用有变       | its effect changed
taken              | 新采取         | taken
restated           | 读法不变，另有理由 | the same reading, restated
added              | 新增           | added
removed            | 已移除         | removed
expired            | 已过期         | expired
rulebook           | 规则版本       | another rulebook
day                | 法律基准日     | the law of another day
coverage           | 评估范围       | coverage
obligation_new     | 新列入的义务   | a duty newly listed
obligation_gone    | 不再列入的义务 | a duty no longer listed
obligation_changed | 条文有变       | its text changed
instrument_new     | 新列入的文件   | an instrument newly listed
instrument_gone    | 不再列入的文件 | an instrument no longer listed
instrument_changed | 文件信息有变   | its particulars changed
""")
LABELS = _table("""
title         | 生成式人工智能合规义务与整改报告 | Obligations under China’s generative-AI rules
board_title   | 生成式人工智能合规摘要（董事会） | Generative-AI compliance in China: summary for the board
draft         | 草稿     | draft
released      | 已签发   | released
client        | 客户     | Client
service       | 服务     | Service
law_as_of     | 法律基准日 | Law as of
rulebook      | 规则版本 | Rulebook
coverage      | 评估范围 | Coverage
left_out      | 未纳入   | left out
prepared_by   | 编制     | Prepared by
released_by   | 签发     | Released by
document      | 文件编号 | Document
digest        | 快照摘要 | Digest
check_code    | 核验码   | Code
check_here    | 扫码核验本报告 | Check this report
page          | 页       | Page
figures       | 要点数字 | In figures
apply         | 适用     | apply
open          | 待定     | open
not_apply     | 不适用   | do not apply
coming        | 未施行   | coming
met_of        | 已满足   | met
due_soon      | 30日内到期 | due in 30 days
overdue       | 已逾期   | overdue
by_outcome    | 按结果   | By outcome
by_judgement  | 适用义务的落实情况 | How far the duties that apply are met
by_instrument | 义务来源 | Where the duties come from
next_dates    | 近期期限 | Next dates
ask_first     | 首先查明 | Find out first
decide        | 需要决策 | For decision
no_dates      | 尚未设定期限。 | No dates are set yet.
nothing_to_ask | 没有待查明的事实。 | No fact is left to find out.
nothing_here  | 没有此类事项。 | There is nothing of this kind.
reason        | 理由     | Reason
rests_on      | 认定依据 | What this rests on
leaning       | 倾向     | Leaning
missing_facts | 需要查明的事实 | Facts to find out
missing_intro | 按能够确定的义务数量排列。 | In the order of how many duties each would settle.
settles       | 可确定的义务数 | settles
known_by      | 通常由谁掌握 | Who usually knows
if_not_sure   | 如不知道 | If nobody knows
open_law      | 法律尚无定论的问题 | Points on which the law is open
open_intro    | 任何事实都不能解决下列问题，只能选定读法。 | No fact settles these; choose a reading.
reading_a     | 读法A    | Reading A
reading_b     | 读法B    | Reading B
leans_here    | 倾向此读法 | the leaning
grade         | 把握程度 | Confidence
what_settles  | 如何解决 | What would settle it
touches       | 涉及义务 | Duties concerned
position      | 立场     | Position
no_position   | 未采取   | none taken
taken_by      | 由       | by
addressee     | 义务主体 | Who must act
condition     | 适用条件 | When it applies
because       | 理由     | Because
outcome       | 结果     | Outcome
finding       | 落实情况 | Finding
status        | 整改状态 | Remediation
owner         | 负责人   | Owner
due           | 期限     | Due
gap           | 差距     | Gap
evidence      | 证据     | Evidence
actions       | 整改措施 | Actions
review_on     | 复核日   | Review on
accepted      | 接受风险的理由 | Why the risk is accepted
legal_deadline | 法定时限 | Time limit in law
penalties     | 法律责任 | If breached
usual_evidence | 常用证据 | Usual evidence
steps         | 建议步骤 | Steps
history       | 与草案相比 | Against the draft
nature        | 约束力   | Force
kind          | 类型     | Kind
bites         | 何时起作用 | When it bites
also          | 另见     | See also
in_force_from | 施行日期 | In force from
missing       | 待查明   | To find out
settled_by    | 查明何事即可确定 | What would settle it
nearest       | 何种变化会使其适用 | What would bring it
points        | 待定问题 | Open points
dissent       | 律师不同意见 | Counsel’s view
action        | 措施     | Action
obligation    | 义务     | Duty
undated       | 未定期限 | no date
watch         | 关注清单 | Watch list
watch_intro   | 草案、计划和政策文件不构成义务。 | Drafts, plans and policy papers are no duties.
question      | 问题     | Question
answer        | 回答     | Answer
said_by       | 回答人   | Said by
source        | 来源     | Source
note          | 备注     | Note
number        | 编号     | No
title_of      | 名称     | Title
what          | 种类     | Kind
dates         | 日期     | Dates
effective     | 生效     | effective
received      | 收到     | received
expires       | 到期     | expires
supports      | 所证义务 | Supports
instrument    | 文件     | Instrument
issuer        | 发布机关 | Issuer
promulgated   | 公布     | promulgated
in_force      | 施行     | in force
state_of_law  | 效力     | Standing
address       | 官方网址 | Address
mark          | 核对情况 | Mark
signs         | 符号     | Signs
apply_and_open | 适用 / 待定 | apply / open
beyond        | 规则所知法律截至 | law known only to
prepared_on   | 编制日期 | Prepared on
noted_law     | 其他提示 | Other points to note
left_out_law  | 未列入的法律 | Law not listed
colophon      | 核验信息 | How to check this report
before        | 此前     | Before
after         | 现在     | Now
what_moved    | 变化     | What moved
compared_with | 对比     | Compared with
nothing_moved | 与此前相比，各项均无变化。 | Answers, outcomes, findings, evidence and law are as they were.
no_earlier    | 此前没有已签发的报告。 | There is no released report before this one.
more_rows     | 其余见所附JSON快照 | more in the attached JSON
""")


def day(on: date) -> Text:
    """A day in words: 2026年11月21日, 21 November 2026."""
    return Text(zh=f"{on.year}年{on.month}月{on.day}日", en=f"{on.day} {on:%B} {on.year}")


def instant(at: datetime) -> Text:
    """An instant in Beijing time, to the minute."""
    here = at.astimezone(BEIJING)
    words = day(here.date())
    return Text(zh=f"{words.zh} {here:%H:%M}（北京时间）", en=f"{words.en}, {here:%H:%M} (Beijing)")


def beijing_day(at: datetime) -> date:
    """The calendar day of an instant in Beijing."""
    return at.astimezone(BEIJING).date()


def size(count: int) -> str:
    """Bytes as a reader says them: 182 kB, 2.3 MB."""
    if count < 1000:
        return f"{count} B"
    return f"{count // 1000} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def both_shortened(text: Text, most: int) -> Text:
    """A text cut to ``most`` English characters, or half as many Chinese ones, which take twice the room."""
    return Text(zh=shortened(text.zh, most // 2), en=shortened(text.en, most))


def shortened(words: str, most: int) -> str:
    """Words cut to ``most`` characters, between two words where there are any, with an ellipsis."""
    if len(words) <= most:
        return words
    end = words.rfind(" ", most - 20, most + 1)
    return words[: end if end > 0 else most].rstrip(" ,，、;；:：(（") + "…"


def short_digest(digest: str) -> str:
    """The first and last four digits, enough to tell two reports apart."""
    plain = digest.removeprefix("sha256:")
    return f"{plain[:4]}…{plain[-4:]}"
