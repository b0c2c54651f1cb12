"""Declared charsets that yield gibberish, and those that do not."""

import time

import pytest

from timeline.errors import RefusedError
from timeline.evidence.charset import decode

RUSSIAN = (
    "Председатель комитета рассказал корреспонденту, что соглашение подпишут осенью, если обе стороны выполнят условия. "
    "По его словам, пограничный переход откроют через месяц, а грузовые поезда пойдут позже."
)
UKRAINIAN = (
    "Речниця відомства повідомила журналістам, що угоду підпишуть восени, якщо обидві сторони виконають умови, і що "
    "прикордонний перехід відкриють за місяць."
)
GREEK = "Ο πρόεδρος της επιτροπής ανακοίνωσε χθες ότι η συμφωνία θα υπογραφεί το φθινόπωρο, εφόσον συμφωνήσουν όλοι."
GERMAN = (
    "Der Präsident erklärte in München, für die Größe der Lücke gebe es Gründe; die Übergänge würden früher geöffnet, "
    "über Zölle müsse später geredet werden. Äußerungen darüber hörte er höflich, aber müde."
)
FRENCH = (
    "Le président a précisé à l’élysée que l’accord, négocié dès l’été, sera signé à Genève ; « les difficultés sont "
    "derrière nous », a-t-il ajouté, évoquant la réouverture de la frontière après des années de querelles."
)
TURKISH = "Başkan, dün görüşmelerin sürdüğünü ve anlaşmanın güzün imzalanacağını söyledi; sınır kapısı açılacak."
POLISH = (
    "Przewodniczący powiedział wczoraj, że umowę podpiszą jesienią, jeśli obie strony spełnią żądania, a źródła milczą."
)


@pytest.mark.parametrize(
    ("text", "really", "declared", "likely"),
    [
        (RUSSIAN, "cp1251", "koi8-r", "windows-1251"),
        (RUSSIAN, "koi8-r", "windows-1251", "koi8_r"),
        (RUSSIAN, "cp866", "windows-1251", "cp866"),
        (RUSSIAN, "cp1251", "iso-8859-5", "windows-1251"),
        (RUSSIAN, "cp1251", "iso-8859-1", "windows-1251"),
        (UKRAINIAN, "cp1251", "koi8-u", "windows-1251"),
        (GREEK, "cp1253", "windows-1252", "windows-1253"),
        (GERMAN, "cp1252", "windows-1251", "windows-125"),
    ],
)
@pytest.mark.parametrize(
    "form", ["{}", "<html><head><script>var x = 'y';</script></head><body><p class='a'>{}</p></body></html>"]
)
def test_gibberish_is_refused_with_the_likely_charset(
    text: str, really: str, declared: str, likely: str, form: str
) -> None:
    with pytest.raises(RefusedError, match=f"declares the charset {declared}, .* probably it is {likely}") as caught:
        decode(form.format(text * 2).encode(really), declared=declared, html=True)
    assert caught.value.field == "charset"


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "cp866"),
        (RUSSIAN, "iso-8859-5"),
        (RUSSIAN.upper(), "windows-1251"),
        (UKRAINIAN, "koi8-u"),
        (UKRAINIAN, "windows-1251"),
        (GREEK, "windows-1253"),
        (GERMAN, "windows-1252"),
        (GERMAN, "iso-8859-15"),
        (FRENCH, "windows-1252"),
        (TURKISH, "windows-1254"),
        (POLISH, "windows-1250"),
        (POLISH, "iso-8859-2"),
        ("外交部长星期四对记者说，谈判仍将继续进行，大桥整个冬天都将开放。", "gbk"),
        ("外務大臣は木曜日、記者団に対し、交渉は続くと述べた。", "shift_jis"),
        ("대통령은 오늘 국회에서 예산안에 대한 시정연설을 했다. 야당 의원들은 연설 도중 퇴장했다.", "euc-kr"),
        ("商务部发言人表示，中方将采取必要措施维护自身合法权益。", "gbk"),
        ("Straße", "windows-1252"),
        ("£5 – “so”, he said…", "windows-1252"),
    ],
)
def test_a_right_declaration_is_believed(text: str, charset: str) -> None:
    assert decode((text * 3).encode(charset), declared=charset)[0] == text * 3


@pytest.mark.parametrize("more", [b"<script " * 200_000, b"<" * 2_000_000, b"<p>" * 500_000])
def test_a_page_of_unclosed_tags_takes_no_time(more: bytes) -> None:
    page = b"<html><body>" + RUSSIAN.encode("cp1251") + more
    started = time.monotonic()
    decode(page, declared="windows-1251", html=True)
    assert time.monotonic() - started < 5


def test_who_names_the_charset_decides() -> None:
    assert decode(RUSSIAN.encode("cp1251"), chosen="koi8-r", declared="windows-1251")[1] == "koi8-r"
