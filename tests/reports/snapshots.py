"""Snapshots for tests: a fictitious firm, client and service with invented texts."""

from datetime import UTC, date, datetime
from typing import Any

from reports.snapshot import (
    Action,
    Answer,
    Change,
    CoverageGroup,
    Determination,
    Dissent,
    Evidence,
    Finding,
    FindOut,
    Firm,
    History,
    Instrument,
    NearestChange,
    Obligation,
    OpenPoint,
    Penalty,
    Position,
    Report,
    RulebookMark,
    Service,
    SettledBy,
    Snapshot,
    Text,
    Topic,
    Verdict,
)
from tests.reports.texts import ANSWERS, COVERAGE, INSTRUMENTS, OBLIGATIONS, TOPICS

NOON = datetime(2026, 11, 21, 4, 5, tzinfo=UTC)

FINDINGS = {
    "GAI-7-1A": Finding(judgement="met", status="verified", owner="陈洁 Chen Jie", evidence=("E-01", "E-02")),
    "LBL-4": Finding(
        judgement="partly_met",
        status="in_progress",
        owner="Zhao Lei",
        due=date(2026, 12, 15),
        gap="Images carry a label; texts copied out of the editor do not.",
        evidence=("E-03",),
        actions=(
            Action(
                text="Add the label to copied text",
                owner="Zhao Lei",
                due=date(2026, 12, 1),
                status="in_progress",
            ),
            Action(text="Check the label on three screen sizes", due=date(2026, 12, 15)),
        ),
    ),
    "LBL-5": Finding(judgement="not_assessed"),
    "PIPL-21": Finding(
        judgement="partly_met",
        status="in_progress",
        owner="王敏 Wang Min",
        due=date(2026, 12, 15),
        gap="No supervision record for two affiliates.",
        evidence=("E-04", "E-05"),
    ),
    "CSL-23": Finding(
        judgement="not_met",
        status="risk_accepted",
        owner="Zhao Lei",
        due=date(2026, 11, 30),
        gap="日志仅保存三个月。",
        reason="The new log store goes live in January; until then logs are exported monthly.",
        review_on=date(2027, 1, 31),
    ),
}


def obligation(row: tuple[str, ...], number: int = 0) -> Obligation:
    (
        id,
        instrument,
        article,
        mark,
        outcome,
        title_zh,
        title_en,
        summary_zh,
        summary_en,
        because_zh,
        because_en,
    ) = row
    short = {i[0]: (i[1], i[2]) for i in INSTRUMENTS}[instrument]
    is_open = outcome == "undetermined"
    return Obligation(
        id=f"{id}-{number}" if number else id,
        title=Text(zh=title_zh, en=title_en),
        summary=Text(zh=summary_zh, en=summary_en),
        instrument=instrument,
        citation=Text(zh=f"{short[0]}第{article}条", en=f"{short[1]}, art {article}"),
        addressee=Text(zh="提供者", en="provider"),
        condition=Text(zh="属于适用范围。", en="Within scope."),
        outcome=outcome,
        effective_from=date(2027, 3, 1) if outcome == "not_in_force" else date(2023, 8, 15),
        because=Text(zh=because_zh, en=because_en),
        missing={"GAI-17-A": ("posm_features",), "CSL-37": ("cii",)}.get(id, ()),
        open_points=("OP-02",) if is_open and instrument == "GAI-IM" else (),
        binding_nature="recommended_standard" if id == "LBL-5" else "law",
        bites="standing",
        type="process duty",
        deadline=Text(zh="上线前", en="Before launch") if id == "GAI-17-A" else None,
        penalties=(
            Penalty(
                provision=Text(zh=f"{short[0]}罚则", en=f"{short[1]}, penalties"),
                effect=Text(zh="责令改正，给予警告。", en="Order to correct and a warning."),
                mark="checked",
            ),
        ),
        usual_evidence=(Text(zh="制度文件和执行记录", en="Written rules and records of their use"),),
        steps=(Text(zh="确定责任人", en="Name a responsible person"),),
        history=History(change="kept", text=Text(zh="与草案相同。", en="As in the draft.")),
        mark=mark,
        citations_also=("DSP 6",) if id == "LBL-4" else (),
        leans=Text(zh="倾向于不适用", en="Leans towards not applying") if is_open else None,
        finding=FINDINGS.get(id) if not number else None,
        dissent=Dissent(
            view="does_not_apply", reason="Merchants see drafts only.", by="Clara Lin", on=date(2026, 11, 20)
        )
        if id == "GAI-14-1A" and not number
        else None,
        settled_by=(settled_by("posm_features"), settled_by("audience", "role"))
        if id in ("GAI-17-A", "CSL-37")
        else (),
        nearest_change=nearest_change() if outcome == "does_not_apply" else None,
    )


def settled_by(*questions: str) -> SettledBy:
    named_zh, named_en = "".join(f"“{q}”" for q in questions), " and ".join(f"“{q}”" for q in questions)
    return SettledBy(
        questions=questions,
        must=len(questions) == 1,
        text=Text(
            zh=f"查明{named_zh}即可确定：若为“是”，则适用；否则不适用。",
            en=f"{named_en} settles it either way: if it is “Yes”, it applies; otherwise it does not.",
        ),
    )


def nearest_change() -> NearestChange:
    return NearestChange(
        changes=(Change(question="role", answer=("app_store",)), Change(question="export", answer="yes")),
        text=Text(
            zh="如果“角色”为“应用商店”（现为“提供者”），则适用。",
            en="It would apply if “Role” were “App store” (now “Provider”).",
        ),
    )


def open_point() -> OpenPoint:
    return OpenPoint(
        id="OP-02",
        title=Text(
            zh="只向平台内商户提供、不再对外提供的工具，算不算“向境内公众提供”？",
            en="Is a tool for merchants inside a platform provided “to the public in the mainland”?",
        ),
        reading_a=Text(
            zh="算。商户也是公众的一部分，条文没有豁免向组织提供的服务。",
            en="Yes. Merchants are part of the public, and nothing exempts services for organisations.",
        ),
        reading_b=Text(
            zh="不算。平台内商户是特定对象，与企业内部使用相近。",
            en="No. Merchants inside a platform are identified persons, which resembles internal use.",
        ),
        leaning="b",
        leaning_text=Text(zh="倾向读法B，把握程度：较可能。", en="Reading B, likely; no rule says so."),
        grade="likely",
        what_settles=Text(
            zh="网信部门的解释或者执法案例。", en="An explanation by the CAC, or an enforcement case."
        ),
        mark="checked",
        obligations=tuple(row[0] for row in OBLIGATIONS if row[4] == "undetermined" and row[1] == "GAI-IM"),
    )


def position() -> Position:
    return Position(
        reading="b", reason="The tool sits behind merchants' log-in.", by="Clara Lin", on=date(2026, 11, 20)
    )


def evidence() -> tuple[Evidence, ...]:
    return (
        Evidence(
            number="E-01",
            title="训练数据来源台账 Register of training data",
            kind="file",
            sha256="sha256:" + "4f1c" * 16,
            size=182_441,
            received=date(2026, 10, 9),
            obligations=("GAI-7-1A",),
        ),
        Evidence(
            number="E-02",
            title="Licence agreement, base model",
            kind="link",
            url="https://records.example.com/licence/2026-118",
            effective=date(2026, 1, 1),
            expires=date(2026, 12, 31),
            obligations=("GAI-7-1A",),
        ),
        Evidence(
            number="E-03",
            title="Screens of labelled images",
            kind="file",
            sha256="a20e" * 16,
            size=2_310_882,
            received=date(2026, 11, 12),
            obligations=("LBL-4",),
        ),
        Evidence(
            number="E-04",
            title="数据处理协议 Data-processing agreement",
            kind="file",
            sha256="77b0" * 16,
            size=640_100,
            obligations=("PIPL-21",),
        ),
        Evidence(
            number="E-05",
            title="Statement by the head of privacy",
            kind="statement",
            received=date(2026, 11, 18),
            obligations=("PIPL-21",),
            note="Given orally, recorded by Wang Min.",
        ),
    )


def answers() -> tuple[Answer, ...]:
    return tuple(
        Answer(
            question=question,
            topic=topic,
            ask=Text(zh=ask_zh, en=ask_en),
            answer=Text(zh=zh or "未回答", en=en or "Not answered"),
            raw=raw or None,
            state=state,
            by="Ana Silva" if raw else None,
            at=NOON if raw else None,
            note="Confirmed with the platform team." if question == "audience" else None,
            source="Product handbook 3.2" if question == "training" else None,
        )
        for question, topic, _, ask_zh, ask_en, zh, en, raw, state in ANSWERS
    )


def instruments() -> tuple[Instrument, ...]:
    return tuple(
        Instrument(
            id=id,
            name=Text(zh=name_zh, en=name_en),
            short=Text(zh=zh, en=en),
            issuer=Text(zh="国家互联网信息办公室等", en="Cyberspace Administration of China and others"),
            number=None if watch else Text(zh="第15号令", en="Order No 15"),
            promulgated=None if watch else date(2023, 7, 10),
            effective=None if watch else date(2023, 8, 15),
            status=Text(zh="征求意见", en="draft for comment")
            if watch
            else Text(zh="现行有效", en="in force"),
            url="https://www.example.com/government/zhengce/regulations-in-force/2023/07/" + id.lower() * 6,
            mark=mark,
            watch=watch,
            coverage=coverage,
            relation=Text(zh="与《暂行办法》配套。", en="Completes the Interim Measures."),
        )
        for id, zh, en, name_zh, name_en, coverage, mark, watch in INSTRUMENTS
    )


def determinations() -> tuple[Determination, ...]:
    return (
        Determination(
            id="genai",
            value="yes",
            meaning=Text(zh="是否使用生成式人工智能技术", en="whether generative AI is used"),
            clause=Text(zh="服务利用生成式人工智能技术", en="the service uses generative-AI technology"),
        ),
        Determination(
            id="mainlandoffer",
            value="yes",
            meaning=Text(zh="是否向境内提供", en="whether it is offered in the mainland"),
            clause=Text(zh="服务面向境内", en="the service is offered in the mainland"),
        ),
        Determination(
            id="public",
            value="uncertain",
            meaning=Text(zh="是否向公众提供", en="whether it is provided to the public"),
            clause=Text(
                zh="尚无定论：是否向公众提供", en="it is open whether the service is provided to the public"
            ),
            leaning=Text(zh="倾向于不属于向公众提供", en="leans towards not being provided to the public"),
        ),
    )


def find_out() -> tuple[FindOut, ...]:
    rows = {row[0]: row for row in ANSWERS}
    return tuple(
        FindOut(
            question=id,
            ask=Text(zh=rows[id][3], en=rows[id][4]),
            known_by=rows[id][2],
            if_not_sure=Text(zh="请产品负责人确认后再答。", en="Ask the product owner before answering."),
            settles=settles,
            state=state,
        )
        for id, settles, state in (("posm_features", 3, "unanswered"), ("cii", 1, "unsure"))
    )


def snapshot(copies: int = 1, **changes: Any) -> Snapshot:
    """A draft of 13 obligations, or ``copies`` times as many; ``changes`` replace whole fields."""
    duties = tuple(obligation(row, number) for number in range(copies) for row in OBLIGATIONS)
    values: dict[str, Any] = {
        "report": Report(
            id="0197f0c2-5d1e-7c33-9a41-6d2f3b8c1e55",
            status="draft",
            created_at=NOON,
            prepared_by="王敏 Wang Min",
            classification=Text(zh="保密", en="Confidential"),
            code="H7KQ-2M4D",
            verify_url="https://hegui.example.com/verify/H7KQ-2M4D",
        ),
        "firm": Firm(name=Text(zh="示例律师事务所", en="Example LLP")),
        "client": Text(zh="示例电商有限公司", en="Example Marketplace Ltd"),
        "service": Service(
            name=Text(zh="商户文案助手", en="Merchant Copy"),
            description=Text(
                zh="为平台商户撰写商品文案。", en="Writes product texts for merchants on the platform."
            ),
        ),
        "rulebook": RulebookMark(
            version="2026.11", digest="sha256:" + "9b3d" * 16, law_known_to=date(2026, 11, 21)
        ),
        "as_of": date(2026, 11, 21),
        "coverage": tuple(
            CoverageGroup(id=i, name=Text(zh=zh, en=en), included=on) for i, zh, en, on in COVERAGE
        ),
        "verdict": Verdict(
            scope="likely_out_of_scope",
            title=Text(
                zh="很可能不适用《暂行办法》，但法律尚无定论",
                en="Probably outside the Measures, but the law leaves it open",
            ),
            reason=Text(
                zh="该工具仅供平台内商户使用，与内部使用相近（第二条第三款），但尚无明文规定。",
                en="The tool is offered only to merchants on the client's platform; they do not pass it on, "
                "which resembles internal use (art 2, third paragraph). No rule says so.",
            ),
            determinations=("genai", "mainlandoffer", "public"),
        ),
        "determinations": determinations(),
        "obligations": duties,
        "find_out": find_out(),
        "open_points": (open_point(),),
        "answers": answers(),
        "topics": tuple(Topic(id=id, title=Text(zh=zh, en=en)) for id, zh, en in TOPICS),
        "instruments": instruments(),
        "evidence": evidence(),
        "notes": (
            Text(
                zh="义务以本产品自己的语言概括，以中文官方文本为准。",
                en="Duties are summarised in our own words; the Chinese official text prevails.",
            ),
        ),
        "left_out_law": (
            Text(
                zh="行业许可的具体条件未列入。",
                en="The licensing conditions of sector statutes are not listed.",
            ),
        ),
    }
    return Snapshot(**(values | changes))
