"""What a reader can rely on, in sentences; and the titles of charts, which are read aloud in their place."""

from collections.abc import Iterable

from reports.shape import Text
from reports.view import Dossier
from reports.wording import JUDGEMENTS, OUTCOMES, day


def rely(dossier: Dossier) -> tuple[Text, ...]:
    """The sentences of the second page, each true of this snapshot and no broader."""
    said = [_standing(dossier), _law(dossier), _marks(dossier), _coverage(dossier)]
    return tuple(
        sentence for sentence in (*said, UNKNOWN, ANSWERS, FINDINGS, METHOD, LANGUAGE, ADVICE) if sentence
    )


def _standing(dossier: Dossier) -> Text | None:
    if dossier.snapshot.report.status == "released":
        return None
    return Text(
        zh="本报告为草稿，尚未签发，内容可能变动，不应作为依据。",
        en="This is a draft. Nobody has signed it off, it may change, and it should not be relied on.",
    )


def _law(dossier: Dossier) -> Text:
    snapshot = dossier.snapshot
    known, asked = day(snapshot.rulebook.law_known_to), day(snapshot.as_of)
    version = snapshot.rulebook.version
    if snapshot.beyond_known_law:
        return Text(
            zh=f"法律基准日为{asked.zh}，晚于规则所知法律的截止日{known.zh}（规则版本{version}）。其间的立法变动未能反映。",
            en=f"The report asks for the law of {asked.en}, but the rulebook ({version}) knows the law "
            f"only to {known.en}. Anything enacted in between is not reflected.",
        )
    return Text(
        zh=f"本报告适用{asked.zh}的法律；规则版本{version}所知的法律截至{known.zh}。此后的变动未能反映。",
        en=f"The report applies the law of {asked.en}. The rulebook ({version}) knows the law to {known.en}; "
        "later changes are not reflected.",
    )


def _marks(dossier: Dossier) -> Text:
    marks = [duty.obligation.mark for duty in dossier.duties]
    secondary, unconfirmed = marks.count("secondary"), marks.count("to_confirm")
    if not secondary + unconfirmed:
        return Text(
            zh="所列义务所依据的条文均已核对原文。",
            en="Every duty listed here was checked against the text of its provision.",
        )
    return Text(
        zh=f"在评估范围内的{len(marks)}项义务中，{secondary}项据二手资料，{unconfirmed}项待核实，均逐项标明；未标明的，均已核对原文。",
        en=f"Of the {len(marks)} duties within the coverage, {secondary} rest on a secondary source and "
        f"{unconfirmed} {'is' if unconfirmed == 1 else 'are'} to be confirmed; each says so. All others were "
        "checked against the text.",
    )


def _coverage(dossier: Dossier) -> Text:
    left_out = dossier.left_out
    if not left_out:
        return Text(
            zh="目录中的全部文件组均已纳入评估。",
            en="Every group of instruments in the catalogue was assessed.",
        )
    return Text(
        zh=f"下列文件组未纳入评估，其义务未判断、未计数、未列示：{'、'.join(t.zh for t in left_out)}。",
        en="These groups of instruments were left out; their duties were not judged, counted or listed: "
        f"{'; '.join(t.en for t in left_out)}.",
    )


UNKNOWN = Text(
    zh="未知不等于否。事实未查明的义务列为“待定”，从不默认为不适用；法律尚无定论的，并列两种读法。",
    en="Unknown is never taken for no. A duty whose facts are missing is open, not inapplicable; where the "
    "law itself is open, both readings are shown.",
)
ANSWERS = Text(
    zh="结果取决于问卷中的回答。回答未经独立核实；回答有变，结果随之改变。",
    en="The outcomes follow from the answers given. These were not verified independently; if an answer "
    "changes, so may the outcome.",
)
FINDINGS = Text(
    zh="义务是否适用由规则推导；是否满足由人判断。未经判断的，写明“未评估”。",
    en="Whether a duty applies is derived from rules; whether it is met is judged by people. What nobody has "
    "judged is marked “not assessed”.",
)
METHOD = Text(
    zh="结论由公开的规则逐条推导，不使用语言模型；同样的回答总是得出同样的结果。",
    en="Outcomes are derived from published rules without a language model: the same answers always give the "
    "same outcomes.",
)
LANGUAGE = Text(
    zh="义务以自己的语言概括，以中文官方文本为准；英文为参考译文。推荐性标准是基准，不是法律。",
    en="Duties are summarised in our own words. The Chinese official text prevails; the English is a working "
    "translation. Recommended standards are benchmarks, not law.",
)
ADVICE = Text(
    zh="本报告供律师工作之用，本身不构成法律意见。",
    en="The report supports the work of counsel and is not in itself legal advice.",
)


def colophon(attachment: str) -> Text:
    """How a reader checks the document; the digest follows it."""
    return Text(
        zh=f"本文件内附{attachment}，载有本报告的全部数据。其SHA-256如下，首尾四位印于每页页脚；数据经改动的，两者不再一致。",
        en=f"This file carries {attachment}, all the data of the report. Its SHA-256 follows; its first and "
        "last four digits stand at the foot of every page. If the data is altered, the two no longer agree.",
    )


def outcome_chart(dossier: Dossier) -> Text:
    """What the first chart shows, in words."""
    counts = dossier.figures.outcomes
    return _counted(((counts[key], text) for key, text in OUTCOMES.items()))


def judgement_chart(dossier: Dossier) -> Text:
    """What the second chart shows, in words."""
    counts = dossier.figures.judged
    return _counted(((counts[key], text) for key, text in JUDGEMENTS.items()))


def _counted(parts: Iterable[tuple[int, Text]]) -> Text:
    named = [(count, text) for count, text in parts if count]
    return Text(
        zh="，".join(f"{text.zh}{count}项" for count, text in named) or "无",
        en=", ".join(f"{count} {text.en}" for count, text in named) or "none",
    )
