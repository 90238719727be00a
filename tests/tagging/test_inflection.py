"""Case forms of names: each form is known with the cases that it may mark."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.tagging.inflection import ALL, cases, declined, forms
from archive.tagging.slavic.surnames import nominative


@pytest.mark.parametrize(
    ("name", "printed", "marked"),
    [
        ("Росія", "Росією", "I"), ("Росія", "Росії", "GDL"), ("Россия", "Россию", "A"), ("Украина", "Украине", "DL"),
        ("Україна", "Україні", "DL"), ("Польща", "Польщі", "GDL"), ("Москва", "Москве", "DL"), ("Київ", "Києвом", "I"),
        ("Севастополь", "Севастополе", "L"), ("Кремль", "Кремле", "L"), ("Дебальцеве", "Дебальцевого", "G"),
        ("Рівне", "Рівному", "DL"), ("Вишенки", "Вишенок", "G"), ("Тернопіль", "Тернополя", "AG"), ("США", "США", ALL),
        ("Велика Британія", "Великою Британією", "I"), ("Соединенные Штаты", "Соединённых Штатов", "G"),
        ("Страсбург", "Страсбурзі", "L"), ("УДАР", "УДАРу", "GDL"), ("Білорусь", "Білоруссю", "I"),
    ],
)  # fmt: skip
def test_a_form_tells_its_cases(name: str, printed: str, marked: str) -> None:
    assert printed.split()[-1].lower().replace("ё", "е") in forms(name.split()[-1])
    assert set(cases(name, printed)) == set(marked)


@pytest.mark.parametrize(
    ("printed", "marked", "gender", "surname"),
    [
        ("Чернявського", "GA", "m", "Чернявський"), ("Захарченкові", "D", "m", "Захарченко"), ("Сала", "GA", "m", "Сало"),
        ("Кличка", "GA", "m", "Кличко"), ("Пшонці", "D", "m", "Пшонка"), ("Лавровим", "I", "m", "Лавров"),
        ("Гелетея", "GA", "m", "Гелетей"), ("Бородаем", "I", "m", "Бородай"), ("Набиуллиной", "I", "f", "Набиуллина"),
        ("Геращенко", "GA", "f", "Геращенко"), ("Меркель", "D", "f", "Меркель"), ("Путину", "D", "m", "Путин"),
    ],
)  # fmt: skip
def test_a_surname_is_led_back_to_its_first_case(printed: str, marked: str, gender: str, surname: str) -> None:
    assert nominative(printed, marked, gender) == surname


@given(st.text(alphabet="абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёыэъ'", min_size=1, max_size=14))
def test_a_word_is_one_of_its_own_forms_in_the_first_case(word: str) -> None:
    own = declined(word)
    assert word.replace("ё", "е") in own or word in own
    assert all(set(marked) <= set(ALL) for marked in own.values())
