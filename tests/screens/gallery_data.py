"""Words for the gallery, in both languages: examples to look at, not law."""

from typing import Any

Words = dict[str, Any]


def _obligations(say: Any) -> list[Words]:
    return [
        {
            "title": say("Conspicuous and clear notice", "以显著方式、清晰易懂的语言告知"),
            "because": say(
                "because you process account data of people in the mainland", "因处理境内自然人的账户信息"
            ),
            "citation": say("PIPL 17", "《个人信息保护法》第十七条"),
            "outcome": "applies",
            "judgement": "met",
            "status": "verified",
            "owner": say("Li Na", "李娜"),
            "due": "",
            "select": "PIPL-17",
        },
        {
            "title": say(
                "Entrusted processing and sharing, third-party models included",
                "委托处理与对外提供（含第三方模型）",
            ),
            "because": say("because personal information goes to affiliates", "因个人信息提供给关联方"),
            "citation": say("PIPL 21", "《个人信息保护法》第二十一条"),
            "outcome": "applies",
            "judgement": "partly_met",
            "status": "in_progress",
            "owner": say("Zhao Lei", "赵磊"),
            "due": say("15 Dec 2026", "2026年12月15日"),
            "select": "PIPL-21",
        },
        {
            "title": say(
                "Multi-level protection and network logs kept for at least six months",
                "等级保护与网络日志留存不少于六个月",
            ),
            "because": say("because you operate a network in the mainland", "因在境内运营网络"),
            "citation": say("CSL 23", "《网络安全法》第二十三条"),
            "outcome": "undetermined",
            "judgement": "not_met",
            "status": "not_started",
            "owner": say("Zhao Lei", "赵磊"),
            "due": say("30 Nov 2026", "2026年11月30日"),
            "late": True,
            "select": "CSL-23",
        },
        {
            "title": say("Periodic audit of personal-information compliance", "定期开展个人信息合规审计"),
            "because": say("because personal information is processed", "因处理个人信息"),
            "citation": say("PIPL 54", "《个人信息保护法》第五十四条"),
            "outcome": "not_in_force",
            "judgement": "not_assessed",
            "status": "risk_accepted",
            "owner": "",
            "due": "",
            "select": "PIPL-54",
        },
    ]


def _open_point(say: Any) -> Words:
    return {
        "title": say("Is a merchant-only tool “to the public”?", "仅供商户使用的工具是否属于“面向公众”？"),
        "reading_a": say(
            "Merchants are many and join freely: they are the public.", "商户人数众多且可自由加入，属于公众。"
        ),
        "reading_b": say(
            "Closed, embedded, not passed on: like internal use.", "封闭、嵌入、不再对外提供，近似内部使用。"
        ),
        "position": {
            "reading": "A",
            "reason": say(
                "Registration is open to any merchant in the mainland.",
                "任何境内商户均可注册，且无实质性审核。",
            ),
            "by": say("Wang Min", "王敏"),
            "on": say("21 November 2026", "2026年11月21日"),
        },
        "what_settles": say(
            "A written reply of the provincial cyberspace administration.", "省级网信部门的书面答复。"
        ),
    }


def words(language: str) -> Words:
    """Every example the gallery shows, in one language."""

    def say(en: str, zh: str) -> str:
        return en if language == "en" else zh

    choices = [
        {"value": "public_open", "text": say("Individuals or organisations at large", "不特定的个人或组织")},
        {
            "value": "external_orgs",
            "text": say("Specific business customers", "特定的企业客户"),
            "hint": say(
                "Organisations are part of “the public” on a literal reading; selling to businesses is not"
                " automatically exempt.",
                "按字面理解，“公众”包括组织；面向企业销售并不当然豁免。",
            ),
        },
        {
            "value": "merchants_embedded",
            "text": say(
                "Merchants on your own platform, as an embedded tool", "本平台商户，作为嵌入式工具使用"
            ),
        },
        {"value": "own_staff", "text": say("Only your own staff or group staff", "仅本单位或集团内部员工")},
        {
            "value": "none",
            "text": say("Nobody outside: research or testing only", "不对外提供：仅用于研发或测试"),
            "exclusive": True,
        },
        {
            "value": "not_sure",
            "text": say("I do not know", "不清楚"),
            "hint": say(
                "Kept as unknown; we will say what depends on it and who usually knows.",
                "按“未知”保留；系统会说明哪些结论取决于它、通常由谁掌握。",
            ),
            "apart": True,
        },
    ]
    topics = [
        (say("You and the service", "主体与服务"), "done", say("Completed", "已完成"), False),
        (say("Model and training", "模型与训练"), "left", say("2 left", "还剩 2 题"), True),
        (say("Public opinion", "舆论属性"), "", say("Not started", "未开始"), False),
        (say("Deep synthesis and labels", "深度合成与标识"), "", say("Not started", "未开始"), False),
        (say("Algorithms and companions", "算法与拟人互动"), "", say("Not started", "未开始"), False),
        (say("Personal and important data", "个人信息与重要数据"), "", say("Not started", "未开始"), False),
        (say("Minors", "未成年人"), "", say("Not needed", "无需回答"), False),
        (say("Filing and incidents", "备案与事件"), "", say("Not started", "未开始"), False),
    ]
    return {
        "language": language,
        "crumbs": [
            {"text": say("Services", "服务"), "url": "#services"},
            {"text": say("Lantern Chat", "灯笼对话"), "url": "#service"},
            {"text": say("Assessment as of 21 November 2026", "截至2026年11月21日的评估")},
        ],
        "ask": say("Who can use it?", "哪些人可以使用该服务？"),
        "hint": say(
            "Choose every group that can reach the service today or at launch. Free trials and"
            " invitation-only access count.",
            "请选择目前或上线时能够使用该服务的所有群体。免费试用和邀请制使用也计算在内。",
        ),
        "choices": choices,
        "selected": ("external_orgs",),
        "yes_no": [
            {"value": "yes", "text": say("Yes", "是")},
            {"value": "no", "text": say("No", "否")},
            {"value": "not_sure", "text": say("I do not know", "不清楚"), "apart": True},
        ],
        "inline_ask": say(
            "Do merchants pass its output on to consumers?", "商户是否将生成内容提供给消费者？"
        ),
        "save": say("Save and continue", "保存并继续"),
        "later": say("Come back later", "稍后再答"),
        "why": say(
            "Article 2 covers services “to the public” in the mainland and leaves out research and internal"
            " use. Your answer helps decide 96 of the 159 obligations, among them the filing under Article 17"
            " and the labelling duties.",
            "第二条适用于向境内公众提供的服务，不包括研发和内部使用。本题关系到 159 项义务中的 96 项，"
            "包括第十七条的备案义务和标识义务。",
        ),
        "citations": [
            {"text": say("Interim Measures 2(1)", "《暂行办法》第二条第一款"), "url": "#law"},
            {"text": say("Interim Measures 2(3)", "《暂行办法》第二条第三款"), "url": "#law"},
        ],
        "see_all": say("See all", "查看全部"),
        "tasks": [
            {"text": text, "url": "#topic", "state": state, "state_text": state_text, "current": current}
            for text, state, state_text, current in topics
        ],
        "task_links": [
            {"text": say("All answers", "全部回答"), "url": "#all"},
            {"text": say("Printable list", "可打印的问题清单"), "url": "#print"},
        ],
        "counts": {"applies": 14, "undetermined": 96, "does_not_apply": 41, "not_in_force": 8},
        "judgements": {"met": 4, "partly_met": 5, "not_met": 3, "not_assessed": 4},
        "most": {
            "text": say("How is it reached from the mainland?", "境内用户如何访问该服务？"),
            "url": "#most",
            "number": 88,
        },
        "errors": [
            {
                "field": "answer",
                "text": say(
                    "Choose who can use the service, or “I do not know”",
                    "请选择哪些人可以使用该服务，或选择“不清楚”",
                ),
            },
            {
                "field": "reg_user_count",
                "text": say("Enter how many users the service has, in digits", "请用数字填写服务的用户数"),
            },
        ],
        "number": {
            "label": say("How many registered users does it have?", "该服务有多少注册用户？"),
            "hint": say(
                "Count accounts in the mainland at the end of last month.", "请填写上月末境内账户数。"
            ),
            "unit": say("users", "人"),
            "unknown": say("I do not know", "不清楚"),
        },
        "date_label": say("When was it launched?", "该服务何时上线？"),
        "verdict": {
            "title": say("Probably not, but the law leaves it open", "很可能不适用，但法律尚无定论"),
            "reasons": [
                say(
                    "The tool is offered only to merchants on your own platform and they do not pass it on,"
                    " which resembles internal use (Article 2, third paragraph); no rule says so.",
                    "该工具仅供本平台商户使用且不再对外提供，与内部使用相近（第二条第三款），但尚无明文规定。",
                ),
                say(
                    "57 obligations stay open until counsel takes a position.",
                    "在律师采取立场之前，57 项义务仍然待定。",
                ),
            ],
            "facts": [
                {"name": say("As of", "基准日"), "value": say("21 November 2026", "2026年11月21日")},
                {"name": say("Rulebook", "规则版本"), "value": "2026.11"},
                {"name": say("Left out", "未纳入"), "value": say("sector rules", "行业规定")},
            ],
        },
        "obligations": _obligations(say),
        "apply_now": say("Apply now", "现行适用"),
        "point": _open_point(say),
        "find_out_title": say("Find these out first", "请先查明以下事实"),
        "find_out": [
            {
                "text": say(
                    "Could the public be confused by the images?", "图像是否可能导致公众混淆或误认？"
                ),
                "url": "#q",
                "settles": 6,
                "known_by": say("product", "产品"),
                "tip": say("Look at ten outputs without the label.", "请查看十份未加标识的生成内容。"),
            },
            {
                "text": say("Is a new filing event planned?", "是否计划发生新的备案事项？"),
                "url": "#q",
                "settles": 2,
                "known_by": say("legal", "法务"),
            },
        ],
        "filters": [
            {
                "name": "outcome",
                "label": say("Outcome", "结论"),
                "selected": "applies",
                "options": [
                    {"value": "applies", "text": say("Applies", "适用")},
                    {"value": "undetermined", "text": say("Open", "待定")},
                ],
            },
            {
                "name": "instrument",
                "label": say("Instrument", "法律文件"),
                "options": [
                    {
                        "value": "GAI-IM",
                        "text": say("Interim Measures", "《生成式人工智能服务管理暂行办法》"),
                    },
                    {"value": "PIPL", "text": say("PIPL", "《个人信息保护法》")},
                ],
            },
            {"name": "owner", "label": say("Owner", "负责人"), "options": []},
        ],
        "result": say("16 of 159 obligations", "159 项义务中的 16 项"),
        "law": {
            "zh": "利用生成式人工智能技术向中华人民共和国境内公众提供生成文本、图片、音频、视频等内容的服务，"
            "适用本办法。具有舆论属性或者社会动员能力的，应当按照国家有关规定开展安全评估。",
            "en": "These Measures apply to the use of generative artificial intelligence to provide the"
            " public in the mainland with services generating text, pictures, audio, video and other"
            " content. Services with public-opinion attributes or the capacity for social mobilisation"
            " shall carry out a security assessment as the State provides.",
        },
        "law_citation": say("Interim Measures, Article 17", "《生成式人工智能服务管理暂行办法》第十七条"),
        "summary": [
            {
                "key": say("Who can use it?", "哪些人可以使用该服务？"),
                "value": say("Specific business customers", "特定的企业客户"),
                "url": "#change",
                "note": say("Zhao Lei, contract of 3 March 2026", "赵磊，2026年3月3日合同"),
            },
            {
                "key": say("How is it reached from the mainland?", "境内用户如何访问该服务？"),
                "value": say("Offered there", "在境内提供"),
                "url": "#change",
                "state": "changed",
                "note": say("Changed since you looked last", "自您上次查看后有变化"),
            },
            {
                "key": say("Does it recommend content?", "是否推荐内容？"),
                "value": say("No longer matters", "不再有影响"),
                "url": "#change",
                "state": "off",
            },
        ],
        "plain": [
            {
                "key": say("Deadline", "期限"),
                "value": say("within 10 working days of launch", "上线之日起十个工作日内"),
            },
            {"key": say("Addressee", "义务主体"), "value": say("the provider", "提供者")},
            {
                "key": say("Penalty", "法律责任"),
                "value": say("warning; order to correct", "警告；责令限期改正"),
            },
        ],
        "evidence": [
            {
                "number": "E-07",
                "title": say("Data-processing agreement with affiliates", "与关联方的数据处理协议"),
                "url": "#evidence",
                "kind_text": "PDF",
                "size": "1.2 MB",
                "effective": say("1 March 2026", "2026年3月1日"),
                "received": say("5 March 2026", "2026年3月5日"),
                "expires": say("28 February 2026", "2026年2月28日"),
                "expired": True,
                "sha256": "4f1c8d0be2a97c5530a4de4c6f0a1e2b3c4d5e6f708192a3b4c5d6e7f8091a20e",
                "change_url": "#change",
            }
        ],
        "actions": [
            {
                "text": say("Sign the agreement with the second affiliate", "与第二家关联方签署协议"),
                "url": "#action",
                "service": say("Lantern Chat", "灯笼对话"),
                "citation": say("PIPL 21", "《个人信息保护法》第二十一条"),
                "owner": say("Zhao Lei", "赵磊"),
                "due": say("15 Nov 2026", "2026年11月15日"),
                "late": True,
                "status": "in_progress",
            },
            {
                "text": say("Write the notice into the sign-up page", "在注册页面加入告知内容"),
                "url": "#action",
                "owner": say("Li Na", "李娜"),
                "due": say("1 Dec 2026", "2026年12月1日"),
                "status": "done",
            },
        ],
        "events": [
            {
                "at": say("21 Nov 2026, 14:05", "2026年11月21日 14:05"),
                "at_iso": "2026-11-21T14:05:00+08:00",
                "who": say("Wang Min", "王敏"),
                "text": say("changed the finding", "更改了评估结果"),
                "before": say("Not met", "未满足"),
                "after": say("Partly met", "部分满足"),
            },
            {
                "at": say("20 Nov 2026, 09:12", "2026年11月20日 09:12"),
                "at_iso": "2026-11-20T09:12:00+08:00",
                "who": say("Zhao Lei", "赵磊"),
                "text": say("added evidence E-07", "添加了证据 E-07"),
            },
        ],
        "empty": {
            "title": say("No service yet", "还没有服务"),
            "text": say(
                "A service is what is assessed: one product or feature that generates content.",
                "服务是评估的对象：一项生成内容的产品或功能。",
            ),
            "link": say("Add the first service", "添加第一项服务"),
        },
        "job": {
            "title": say("Your report is being made", "正在生成报告"),
            "text": say(
                "It takes about five seconds; you may leave this page.", "大约需要五秒，您可以离开此页面。"
            ),
        },
        "confirm": {
            "title": say("Withdraw the position?", "撤回该立场？"),
            "text": say("The reason stays in the history.", "理由将保留在历史记录中。"),
            "items": [say("57 obligations become open again.", "57 项义务将恢复为待定。")],
            "button": say("Withdraw it", "撤回"),
        },
        "mine": {
            "value": say("Specific business customers", "特定的企业客户"),
            "note": say("As the contract says", "依据合同"),
        },
        "theirs": {
            "value": say("Individuals or organisations at large", "不特定的个人或组织"),
            "by": say("Zhao Lei", "赵磊"),
            "at": "14:03",
            "note": "",
        },
        "digest": "sha256:4f1c8d0be2a97c5530a4de4c6f0a1e2b3c4d5e6f708192a3b4c5d6e7f8091a20e",
        "lead": say(
            "Everything that has to be done for one service, and who does it by when.",
            "一项服务需要完成的全部事项，以及由谁在何时完成。",
        ),
        "file": {
            "label": say("Answers file", "回答文件"),
            "hint": say("YAML, at most 1 MiB", "YAML 格式，不超过 1 MiB"),
            "too_large": say("The file is larger than 1 MiB", "文件超过 1 MiB"),
        },
        "upload_error": say("The file is empty", "文件是空的"),
        "note_label": say("Note", "备注"),
        "confidence": [
            {"value": "core", "text": say("Core", "核心规定")},
            {"value": "pi", "text": say("Personal information", "个人信息")},
        ],
        "held": {
            "reading": "B",
            "reason": say("The tool is for the merchants' own business.", "工具只供商户自己经营使用。"),
            "by": say("Wang Min", "王敏"),
            "on": say("21 November 2026", "2026年11月21日"),
        },
        "typed": {"text": say("Keep the logs for six months", "日志留存六个月"), "owner": "", "due_on": ""},
        "typed_errors": {"due_on": say("Enter a day, such as 2026-11-21", "请填写日期，例如2026-11-21")},
        "people": [{"value": "1", "text": say("Wang Min", "王敏")}],
        "notice": {
            "title": say("The Catalogue changes on 1 January 2027", "目录将于2027年1月1日变更"),
            "text": say("Two obligations begin to apply that day.", "届时将有两项义务开始适用。"),
        },
    }
