"""Invented texts for the reports' tests: realistic in length and vocabulary, but no statement of law."""

# ruff: noqa: E501
# fmt: off
# id, instrument, article, mark, outcome, title_zh, title_en, summary_zh, summary_en, because_zh, because_en
OBLIGATIONS: tuple[tuple[str, ...], ...] = (
    (
        "GAI-4-1", "GAI-IM", "4", "checked", "undetermined",
        "不得生成法律禁止的内容",
        "No generation of prohibited content",
        "提供和使用服务不得生成法律、行政法规禁止的内容，并应在训练、生成和优化各环节采取防范措施。",
        "Neither provision nor use of the service may generate content that statutes prohibit; take precautions in "
        "training, generation and optimisation.",
        "是否向境内公众提供尚无定论（待定问题OP-02）。",
        "Whether the service is provided to the public in the mainland is open (point OP-02).",
    ),
    (
        "GAI-7-1A", "GAI-IM", "7", "checked", "applies",
        "使用来源合法的数据和基础模型",
        "Data and foundation models from lawful sources",
        "开展预训练、优化训练等训练数据处理活动，应使用具有合法来源的数据和基础模型，并留存来源、授权和许可的记录。",
        "Train and optimise only on data and foundation models of lawful origin, and keep records of source, authority "
        "and licence.",
        "因训练环节包括微调。",
        "Because training includes fine-tuning.",
    ),
    (
        "GAI-14-1A", "GAI-IM", "14", "checked", "undetermined",
        "发现违法内容及时处置、整改并报告",
        "Stop, correct and report unlawful content",
        "发现违法内容的，及时采取停止生成、停止传输、消除等处置措施，通过模型优化训练等措施整改，并向主管部门报告。",
        "On finding unlawful content, stop generating and transmitting it, remove it, correct the model, and report to "
        "the authority.",
        "是否向境内公众提供尚无定论（待定问题OP-02）。",
        "Whether the service is provided to the public in the mainland is open (point OP-02).",
    ),
    (
        "GAI-17-A", "GAI-IM", "17", "checked", "undetermined",
        "具有舆论属性或社会动员能力的，开展安全评估",
        "Security assessment where the service can shape opinion",
        "提供具有舆论属性或者社会动员能力的服务，应按国家有关规定开展安全评估，并保存评估报告和附件。",
        "A service that can shape public opinion or mobilise society undergoes a security assessment; keep the report "
        "and its annexes.",
        "尚不知服务是否具有舆论属性；另有待定问题OP-02。",
        "It is not known whether the service can shape public opinion; point OP-02 is open as well.",
    ),
    (
        "LBL-4", "LBL", "4", "checked", "applies",
        "对生成内容添加显式标识",
        "Visible labels on generated content",
        "在文本、音频、图片、视频和虚拟场景的适当位置添加用户能够明显感知的提示文字、语音或者图形标识。",
        "Add a text, spoken or graphic label that users readily notice to generated text, audio, images, video and "
        "virtual scenes.",
        "因服务生成文本和图片。",
        "Because the service generates text and images.",
    ),
    (
        "LBL-5", "LBL", "5", "checked", "applies",
        "在文件元数据中添加隐式标识",
        "Implicit labels in file metadata",
        "在生成合成内容的文件元数据中添加包含属性、服务提供者名称或者编码、内容编号的隐式标识。",
        "Write the attribute, the provider's name or code and the content number into the metadata of generated files.",
        "因服务向用户提供文件下载。",
        "Because users can download files.",
    ),
    (
        "PIPL-21", "PIPL", "21", "checked", "applies",
        "委托处理与对外提供（含第三方模型）",
        "Entrusted processing and sharing, third-party models included",
        "委托他人处理个人信息的，应约定目的、期限、方式、个人信息种类和保护措施，对受托人进行监督，未经同意不得转委托。",
        "Where another party processes personal information for you, agree purpose, period, method, kinds of data and "
        "protective measures, supervise it, and allow no onward entrusting without consent.",
        "因个人信息提供给关联方。",
        "Because personal information goes to affiliates.",
    ),
    (
        "PIPL-55", "PIPL", "55", "secondary", "applies",
        "事前进行个人信息保护影响评估",
        "Impact assessment before processing",
        "委托处理、对外提供或者处理敏感个人信息之前，进行个人信息保护影响评估，报告和处理情况记录至少保存三年。",
        "Assess the impact before entrusting, sharing or processing sensitive personal information; keep the report and "
        "the records for at least three years.",
        "因委托第三方模型处理输入内容。",
        "Because a third-party model processes the inputs.",
    ),
    (
        "PIPL-38", "PIPL", "38", "checked", "does_not_apply",
        "向境外提供个人信息的条件",
        "Conditions for sending personal information abroad",
        "向境外提供个人信息，应通过安全评估、认证或者订立标准合同，并告知个人、取得单独同意。",
        "Before sending personal information abroad, pass an assessment, obtain certification or sign the standard "
        "contract, inform individuals and obtain separate consent.",
        "因不向境外提供个人信息。若回答“境外可以访问”，结果将改变。",
        "Because no personal information leaves the mainland. It would change if access from abroad were given.",
    ),
    (
        "CSL-23", "CSL", "23", "checked", "applies",
        "等级保护与日志留存不少于六个月",
        "Multi-level protection and logs for at least six months",
        "按网络安全等级保护制度运行：内部制度和负责人、防攻击技术措施、监测记录，网络日志留存不少于六个月。",
        "Run the network under the multi-level protection scheme: internal rules and a responsible person, technical "
        "measures against intrusion, monitoring, and network logs kept for six months or more.",
        "因在境内运营网络。",
        "Because you operate a network in the mainland.",
    ),
    (
        "CSL-37", "CSL", "37", "to_confirm", "undetermined",
        "关键信息基础设施的供应链审查",
        "Supply-chain review for critical infrastructure",
        "采购影响或者可能影响国家安全的网络产品和服务的，应通过安全审查，并与提供者签订安全保密协议。",
        "Buying network products and services that may affect national security requires a review and a security and "
        "confidentiality agreement with the supplier.",
        "尚不知是否被认定为关键信息基础设施运营者。",
        "It is not known whether you were designated an operator of critical infrastructure.",
    ),
    (
        "MINOR-31", "MINOR", "31", "checked", "does_not_apply",
        "未成年人模式和监护人同意",
        "Minors' mode and guardians' consent",
        "面向未成年人的服务应设置未成年人模式，处理不满十四周岁未成年人个人信息应取得监护人同意。",
        "A service aimed at minors offers a minors' mode; processing the data of children under fourteen needs a "
        "guardian's consent.",
        "因服务仅供企业商户使用，未成年人不能注册。",
        "Because only business merchants use the service and minors cannot register.",
    ),
    (
        "ANT-8", "ANTHRO", "8", "secondary", "not_in_force",
        "拟人化互动服务的情绪安全机制",
        "Emotional safety in human-like interaction",
        "提供拟人化互动服务的，应建立情绪识别、防沉迷和人工接管机制。",
        "Human-like interactive services set up recognition of distress, safeguards against dependence and take-over "
        "by a person.",
        "自2027年3月1日起施行。",
        "In force from 1 March 2027.",
    ),
)

# id, short_zh, short_en, name_zh, name_en, coverage, mark, watch
INSTRUMENTS: tuple[tuple[str, str, str, str, str, str, str, bool], ...] = (
    ("GAI-IM", "《暂行办法》", "Interim Measures", "生成式人工智能服务管理暂行办法",
     "Interim Measures for the Management of Generative AI Services", "core", "checked", False),
    ("LBL", "《标识办法》", "Labelling Measures", "人工智能生成合成内容标识办法",
     "Measures for Labelling AI-Generated Synthetic Content", "core", "checked", False),
    ("PIPL", "《个人信息保护法》", "PIPL", "中华人民共和国个人信息保护法",
     "Personal Information Protection Law", "pi", "checked", False),
    ("CSL", "《网络安全法》", "CSL", "中华人民共和国网络安全法", "Cybersecurity Law", "data", "checked", False),
    ("MINOR", "《未成年人网络保护条例》", "Minors Regulations", "未成年人网络保护条例",
     "Regulations on the Protection of Minors Online", "minors", "checked", False),
    ("ANTHRO", "《拟人化服务办法》", "Companion Measures", "人工智能拟人化互动服务管理暂行办法",
     "Interim Measures for Human-like Interactive AI Services", "companions", "secondary", False),
    ("HUMAN-DRAFT", "《数字虚拟人办法（征求意见稿）》", "Virtual Humans Draft", "数字虚拟人信息服务管理办法（征求意见稿）",
     "Draft Measures for Digital Virtual Human Services", "background", "to_confirm", True),
)

# question, topic, known_by, ask_zh, ask_en, answer_zh, answer_en, raw, state
ANSWERS: tuple[tuple[str, ...], ...] = (
    ("role", "service", "product", "你在该服务中承担哪些角色？", "Which roles do you have in the service?",
     "面向使用者的内容提供者", "Provider of content to users", "content_provider", "answered"),
    ("audience", "service", "product", "谁可以使用该服务？", "Who can use the service?",
     "本平台内的商户", "Merchants within our own platform", "merchants_embedded", "answered"),
    ("customer_reexposure", "service", "product", "客户是否再向其用户提供生成能力？",
     "Do customers pass the capability on to their own users?", "否", "No", "no", "answered"),
    ("training", "model", "engineering", "对模型做过哪些训练？", "What training was done on the model?",
     "微调", "Fine-tuning", "fine_tune", "answered"),
    ("posm_features", "opinion", "product", "服务有哪些公开互动功能？", "Which public interactive features does the service have?",
     "", "", "", "unanswered"),
    ("cii", "data", "legal", "是否被认定为关键信息基础设施运营者？",
     "Were you designated an operator of critical information infrastructure?", "不清楚", "Not sure", "not_sure", "unsure"),
    ("pi_recipients", "data", "security", "向哪些接收方提供个人信息？", "Who receives personal information?",
     "关联方", "Affiliates", "affiliates", "answered"),
    ("cross_border", "data", "data", "个人信息是否出境？", "Does personal information leave the mainland?",
     "否", "No", "no", "answered"),
    ("training_data", "model", "engineering", "训练数据来自哪里？", "Where does the training data come from?",
     "公开抓取", "Scraped from public sources", "scraped", "parked"),
)

TOPICS = (("service", "服务", "Service"), ("model", "模型", "Model"), ("opinion", "舆论属性", "Public opinion"),
          ("data", "个人信息和重要数据", "Personal and important data"))
COVERAGE = (("core", "核心", "Core", True), ("data", "网络与数据安全", "Network and data", True),
            ("pi", "个人信息", "Personal information", True), ("minors", "未成年人", "Minors", True),
            ("companions", "拟人化互动", "Companions", True), ("sector", "行业规定", "Sector rules", False))
