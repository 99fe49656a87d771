"""Lines that sit inside an article's text and are none of it: newsletter boxes, promos, biographies, credits, copyright.

Owns the wordings, in the languages covered and the larger European ones; a wording is taken for what it is only where such
lines stand. Never looks at the page's markup.
"""

import re
from collections.abc import Sequence

from monitor.core.article.blocks import Block

_ANYWHERE = re.compile(
    r"^\W{0,3}(?:"
    # newsletters, accounts, apps
    r"(?:please )?(?:sign|signing) up (?:for|to|here|now)\b|subscribe (?:to|for|now|here|today)\b|get (?:the|our) .{0,60}newsletter|get .{0,40}(?:in|to) your inbox"
    r"|.{0,80}\b(?:delivered|straight|directly|sent) (?:straight |directly )?(?:to|in|into|through) your (?:inbox|letterbox|mailbox)"
    r"|by (?:signing up|submitting|subscribing|entering|clicking)\b.{0,80}\b(?:you|agree|terms|consent)|plus special access to\b"
    r"|be the first to (?:get|know|hear)|install the .{1,40} app\b|download (?:the|our) .{0,40}\bapp\b|breaking .{0,12}news, the latest updates"
    r"|you must confirm your public|please log ?out and then|thank you for (?:visiting|registering|signing)|enjoying our latest content|already (?:a subscriber|have an account)"
    r"|access the most recent journalism|explore the latest features|get the (?:hottest|latest|best) .{0,60}(?:in your inbox|plus|from)"
    r"|get daily .{0,40}news|join (?:our|the) .{0,60}(?:forum|newsletter|whatsapp|telegram|community|channel)|our community members are treated"
    r"|(?:you can )?(?:follow|like|find) (?:us|me|@\w+|[A-Z][\w.']+(?: [A-Z][\w.']+){0,3}) (?:on|at) (?:twitter|facebook|instagram|x\b|youtube|google|tiktok|telegram|linkedin|threads|bluesky)"
    r"|follow .{0,60} (?:on|and) (?:google news|twitter|facebook|instagram|social media)"
    # commerce and house notices
    r"|(?:all )?products? (?:featured|recommended|on this page)\b.{0,80}|(?:when|if) you (?:buy|purchase|click)\b.{0,120}\bcommission|we may (?:earn|receive) (?:a|an)? ?(?:small )?(?:affiliate )?commission"
    r"|our standards:|this (?:article|story|piece|post) (?:was|is|has been|originally|first) (?:originally |first )?(?:published|appeared|posted|created)\b|.{0,10}originally (?:published|appeared) (?:in|on|at|by)\b"
    r"|this piece originally|for more stories like this|get in touch with our|got a (?:story|tip|news)\b|have a (?:news )?tip\b|do you want to submit"
    r"|like this story\?|tell us what you think|what do you think\?|let us know in the comments|leave a comment|comments are closed|join the (?:conversation|discussion)|share this (?:article|story|post)"
    r"|for more .{0,60},? (?:visit|click|go to)\b|click here (?:to|for)\b|(?:mobile users|app users).{0,20}(?:click|go|tap)"
    r"|advertisement$|story continues|article continues|scroll (?:down )?(?:to|for)\b|skip (?:to|past)\b|loading\b.{0,20}$|recommended (?:video|stories|articles)"
    # other articles
    r"|(?:read|see|watch|learn|find out|discover)(?: \w+)? (?:more|also|next|it|now|here)\s*[:：»>]|read more (?:on|about|from)\b|(?:read|more) on this (?:story|topic)|read more$"
    r"|more (?:from|on|must-reads|stories|news|about)\b.{0,50}$|most (?:read|popular|viewed|shared)\b.{0,40}$|(?:you may|you might|you'll) also (?:like|enjoy|be interested)"
    r"|don['’]?t miss[.:…]*$|related(?: (?:articles?|stories|content|news|coverage|topics?|links?|reading))?\s*:?$|see also\b|recommended(?: for you)?\s*:?$|editor['’]?s['’]? (?:picks?|choice)s?\b.{0,20}$|trending(?: now)?$"
    r"|up next$|watch(?: live| now|:).{0,90}$|listen(?: now|:).{0,90}$|photos?:|gallery(?: credit)?:|explore more(?: on these topics)?$"
    r"|les også\b|läs (?:också|även|mer)\b|læs også\b|lue myös\b|lees ook\b|lesen sie (?:auch|mehr|hier)\b|mehr (?:zum thema|dazu|aus)\b|auch interessant\b|lire aussi\b|à lire (?:aussi|également)\b|voir aussi\b|lea también\b|leer también\b|te puede interesar\b|leia (?:também|mais)\b|leggi anche\b|czytaj (?:też|także|również|więcej)\b|zobacz (?:też|także|również)\b"
    r"|(?:empfohlener (?:redaktioneller|externer) inhalt|an dieser stelle finden sie|ich bin damit einverstanden|link zum .{1,20}[- ]inhalt|beiträge aus dem forum|beliebt im preisvergleich)"
    r"|(?:etiketler|schlagworte|mots[- ]clés|palabras clave|tags?|topics?|keywords?|теги|мітки|метки|태그|标签|關鍵字|关键词)\s*[:：].{0,200}$|(?:etiketler|tags)\s*:?$"
    r"|(?:читайте|читать|дивіться|смотрите|подпис\w+|підпис\w+|слідкуйте|следите)\b.{0,15}(?:також|також|также|нас|на наш|за нов|на канал|telegram|телеграм|facebook|viber|google)"
    r"|(?:якщо ви )?(?:знайшли|помітили|нашли|заметили) (?:помилку|ошибку)|(?:новини|новости) від .{0,30}telegram"
    r"|(?:무단\s?전재|저작권자|ⓒ|구독|카카오톡에서)|(?:版权所有|版權所有|责任编辑|責任編輯|编辑[:：]|扫码|关注我们|欢迎关注)"
    r")",
    re.IGNORECASE,
)
_AT_END = re.compile(
    r"^\W{0,3}(?:(?:©|\(c\)|copyright\b|all rights reserved|distributed by|photo credits?\b|image credits?\b|credits?:|footnotes?$|references$|sources?:?$|bibliography$|notes$)"
    r"|you can (?:follow|email|reach|contact|write)\b|(?:email|contact|reach|follow) [A-Z@]|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3} can be (?:reached|contacted|followed|found)"
    r"|send (?:tips|your|us)\b|about the (?:author|writer)|the (?:views|opinions) expressed|the views of\b|disclaimer\b"
    r"|this material may not be published|to comment on this|to submit a|для (?:довідки|справки) про автора)",
    re.IGNORECASE,
)
_BIOGRAPHY = re.compile(
    r"^(?:[A-ZÀ-Þ][\w.'’-]+ ){1,4}(?:is|was|has been|currently (?:works|covers|writes)|covers|writes|joined|has (?:been )?(?:written|covered|worked|writing|covering|reported)|works) (?:\w+ )?"
    r"(?:an?|the|about|for|as|on|in|at)?\b.{0,160}\b(?:reporter|editor|writer|journalist|correspondent|columnist|author|contributor|freelance|blogger|producer|cover(?:s|ing|ed)|newsroom|fellow|(?:fox|nbc|cbs|abc) news|bylines?)\b"
    r"|^(?:[A-ZÀ-Þ][\w.'’-]+ ){1,4}ist (?:Redakteur|Autor|Korrespondent|Journalist|Volont)",
)
_CREDIT = re.compile(
    r"^\W{0,2}(?:photo|photos|image|images|picture|pictures|foto|bild|fotos|photographie|credit|photograph|video|фото|відео|видео|사진|图|图片|资料图)\s*(?:[:：/|]|by\s|credits?\b|courtesy\b)|\((?:image|photo|picture|video) (?:credit|courtesy|by)\b.{0,120}\)$"
    r"|^pictured (?:right|left|above|below|at the|from left|is|are)\b|^\[\d+/\d+\]",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"^\W{0,3}(?:more (?:must-reads )?(?:from|on|stories|news)\b.{0,40}|most (?:read|popular|viewed)\b.{0,40}|related (?:articles?|stories|content|news|coverage|topics?|links?)|recommended(?: for you)?|trending(?: now)?"
    r"|read next|up next|latest news|top stories|you may also like|don['’]?t miss|explore more(?: on these topics)?|comments?|lesen sie auch|mehr zum thema|weitere (?:artikel|themen|meldungen)|lire aussi|te puede interesar|leggi anche"
    r"|читайте (?:також|также)|(?:більше|останні) новин\w*|(?:другие|последние) новости|새로운 뉴스|관련 ?(?:기사|뉴스)|相关(?:阅读|新闻|报道)|延伸阅读|推荐阅读)\W{0,3}$",
    re.IGNORECASE,
)
_CREDIT_LONGEST, _TAIL, _LINE = 260, 8, 400


def is_furniture(text: str) -> bool:
    """Whether a line is a page's own, wherever it stands in the text."""
    return len(text) < _LINE and bool(_ANYWHERE.match(text) or (len(text) < _CREDIT_LONGEST and _CREDIT.search(text)))


def stops(text: str) -> bool:
    """Whether a short line opens a list of other articles."""
    return len(text) < 70 and bool(_STOP.match(text))


def strip_furniture(blocks: Sequence[Block]) -> list[Block]:
    """Drop the page's own lines among the blocks, and at the end biographies, copyright and what stands under nothing."""
    kept = [block for block in blocks if not is_furniture(block.text)]
    while len(kept) > 1 and len(blocks) > 2:
        last = kept[-1]
        if last.kind == "heading" or (
            len(last.text) < _LINE * 2 and (_AT_END.match(last.text) or _BIOGRAPHY.match(last.text))
        ):
            kept.pop()
            continue
        break
    tail = max(1, len(kept) - _TAIL)
    return kept[:tail] + [
        block
        for block in kept[tail:]
        if not (len(block.text) < _LINE * 2 and (_AT_END.match(block.text) or _BIOGRAPHY.match(block.text)))
    ]
