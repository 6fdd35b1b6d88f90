"""A rulebook so small that a test can read it whole, written to a folder so that a test can break it."""

from pathlib import Path

import pytest

from questionnaire.errors import RulebookError
from questionnaire.loading import read_rulebook
from questionnaire.rulebook import Rulebook

COMMON = """\
rulebook:
  version: "2026.11"
  law_known_to: 2026-11-21
  search_limit_zh: 止于十月
  search_limit_en: To October
notes:
  - {zh: 以中文为准, en: The Chinese prevails}
out_of_catalogue:
  - {zh: 未列入, en: Left out}
grades:
  definite: {zh: 明确, en: definite}
  likely: {zh: 倾向, en: likely}
  needs_counsel: {zh: 须由律师判断, en: needs counsel}
penalties:
  - id: P-NONE
    order: 2
    provision_zh: 无
    provision_en: None
    effect_zh: 无
    effect_en: None
    mark: checked
"""

ACT = """\
instrument:
  id: ACT
  order: 1
  name_zh: 服务法
  name_en: Services Act
  short_zh: 《服务法》
  short_en: Services Act
  issuer_zh: 国务院
  issuer_en: State Council
  promulgated: 2023-07-10
  effective: 2023-08-15
  status_zh: 现行有效
  status_en: in force
  relation_zh: 本法
  relation_en: the act itself
  coverage: core
  mark: checked
determinations:
  - id: public
    order: 1
    meaning_zh: 是否向公众提供
    meaning_en: whether it is offered to the public
    yes_zh: 向公众提供
    yes_en: it is offered to the public
    no_zh: 不向公众提供
    no_en: it is not offered to the public
    yes_if: {question: audience, is: public_open}
    no_if: {all: [{not: {question: audience, is: public_open}}, {not: {question: audience, is: customers}}]}
    citations: [ACT 2(1)]
    open_points: [OP-01]
  - id: large
    order: 2
    meaning_zh: 是否大型
    meaning_en: whether it is large
    yes_zh: 服务是大型的
    yes_en: the service is large
    no_zh: 服务不是大型的
    no_en: the service is not large
    yes_if: {all: [{determination: public}, {question: users, at_least: 1000000}]}
    no_if: {any: [{not: {determination: public}}, {not: {question: users, at_least: 1000000}}]}
    citations: ["ACT 3, 4"]
obligations:
  - id: ACT-5
    order: 1
    title_zh: 备案
    title_en: File
    summary_zh: 向主管部门备案。
    summary_en: File with the authority.
    citation: {instrument: ACT, provision: "5", text_zh: 第五条, text_en: art 5}
    addressee_zh: 提供者
    addressee_en: provider
    condition_zh: 向公众提供的。
    condition_en: It is offered to the public.
    applies_when: {determination: public}
    effective_from: 2023-08-15
    periods:
      - {from: 2023-08-15, until: 2025-12-31}
      - {from: 2026-01-01, applies_when: {determination: large}}
    type: filing
    trigger: standing
    bites: deadline
    binding_nature: law
    deadline_zh: 十个工作日内
    deadline_en: Within ten working days
    within: {working_days: 10}
    penalties: [P-ACT, P-NONE]
    evidence:
      - {zh: 备案号, en: Filing number}
    steps:
      - {zh: 备案, en: File}
    history: {change: new, text_zh: 新增。, text_en: New.}
    mark: checked
penalties:
  - id: P-ACT
    order: 1
    provision_zh: 第九条
    provision_en: art 9
    effect_zh: 警告
    effect_en: Warning
    mark: checked
open_points:
  - id: OP-01
    order: 1
    title_zh: 只供客户使用算不算公众？
    title_en: Are customers the public?
    moves: true
    reading_a_zh: 算。
    reading_a_en: Yes.
    reading_b_zh: 不算。
    reading_b_en: No.
    leaning: a
    grade: likely
    leaning_text_zh: 倾向算。
    leaning_text_en: Likely.
    note_zh: 无。
    note_en: None.
    what_settles_zh: 官方解释。
    what_settles_en: An official interpretation.
    case: {question: audience, is: customers}
    effects:
      public:
        yes_if: {all: [{open_point: OP-01, reading: A}, {question: audience, is: customers}]}
        no_if: {all: [{open_point: OP-01, reading: B}, {not: {question: audience, is: public_open}}]}
    touches: [ACT-5]
    citations:
      - {instrument: ACT, provision: "2(1)", text_zh: 第二条第一款, text_en: art 2(1)}
    mark: checked
"""

PLAN = """\
instrument:
  id: PLAN
  order: 2
  name_zh: 计划
  name_en: Plan
  short_zh: 计划
  short_en: Plan
  issuer_zh: 国务院
  issuer_en: State Council
  status_zh: 征求意见
  status_en: draft for comment
  relation_zh: 关注
  relation_en: watched
  coverage: background
  mark: secondary
  watch: true
"""

SERVICE = """\
topic: {id: service, order: 1, title_zh: 服务, title_en: Service}
questions:
  - id: audience
    order: 1
    kind: multiple
    purpose: condition
    known_by: product
    ask_zh: 向谁提供？
    ask_en: Who can use it?
    label_zh: 服务对象
    label_en: Users
    hint_zh: 按实际。
    hint_en: As it is.
    why_zh: 决定是否适用。
    why_en: It decides.
    if_not_sure_zh: 问产品。
    if_not_sure_en: Ask product.
    citations: [ACT 2(1)]
    options:
      - id: public_open
        text_zh: 公众
        text_en: The public
        short_zh: 公众
        short_en: The public
        effect_zh: 适用。
        effect_en: It applies.
        citations: [ACT 2(1)]
      - id: customers
        text_zh: 客户
        text_en: Customers
        short_zh: 客户
        short_en: Customers
        effect_zh: 未定。
        effect_en: Open.
        open_points: [OP-01]
      - id: not_sure
        text_zh: 不确定
        text_en: Not sure
        short_zh: 不确定
        short_en: Not sure
        effect_zh: 未知。
        effect_en: Unknown.
  - id: resale
    order: 2
    kind: single
    purpose: condition
    known_by: sales
    ask_zh: 客户是否转售？
    ask_en: Do customers resell it?
    label_zh: 转售
    label_en: Resale
    hint_zh: 看合同。
    hint_en: See the contracts.
    why_zh: 有影响。
    why_en: It matters.
    if_not_sure_zh: 问销售。
    if_not_sure_en: Ask sales.
    citations: [ACT 2(1)]
    ask_if: {question: audience, is: customers}
    default: ["no"]
    options:
      - id: "yes"
        text_zh: 是
        text_en: "Yes"
        short_zh: 是
        short_en: "Yes"
        effect_zh: 有。
        effect_en: Some.
      - id: "no"
        text_zh: 否
        text_en: "No"
        short_zh: 否
        short_en: "No"
        effect_zh: 无。
        effect_en: None.
      - id: not_sure
        text_zh: 不确定
        text_en: Not sure
        short_zh: 不确定
        short_en: Not sure
        effect_zh: 未知。
        effect_en: Unknown.
challenges:
  - id: CH-01
    order: 1
    when: [{question: audience, is: public_open}, {question: users, at_least: 1000000}]
    then_ask_zh: 当真？
    then_ask_en: Really?
"""

SIZE = """\
topic: {id: size, order: 2, title_zh: 规模, title_en: Size}
questions:
  - id: users
    order: 3
    kind: number
    purpose: condition
    known_by: data
    ask_zh: 用户数
    ask_en: Number of users
    label_zh: 用户数
    label_en: Number of users
    hint_zh: 注册用户。
    hint_en: Registered users.
    why_zh: 有门槛。
    why_en: There is a threshold.
    if_not_sure_zh: 问数据。
    if_not_sure_en: Ask data.
    citations: [ACT 4]
"""

FILES = {
    "law/act.yaml": ACT,
    "law/common.yaml": COMMON,
    "law/plan.yaml": PLAN,
    "topics/service.yaml": SERVICE,
    "topics/size.yaml": SIZE,
}


class RulebookFolder:
    """The small rulebook in a folder; ``replace`` breaks it and ``faults`` tells what loading finds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for file, text in FILES.items():
            self.write(file, text)

    def write(self, file: str, text: str) -> None:
        target = self.path / file
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def replace(self, file: str, old: str, new: str) -> None:
        """Put ``new`` for the first ``old`` in ``file``, which must be there."""
        text = (self.path / file).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        self.write(file, text.replace(old, new, 1))

    def append(self, file: str, text: str) -> None:
        self.write(file, (self.path / file).read_text(encoding="utf-8") + text)

    def read(self) -> Rulebook:
        return read_rulebook(self.path)

    def faults(self) -> list[str]:
        with pytest.raises(RulebookError) as raised:
            self.read()
        return [str(fault) for fault in raised.value.faults]
