"""The check word: made from given bytes, forgiving when typed, never readable from what is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.rulebook.check_word import (
    ALPHABET,
    check_word_matches,
    hash_check_word,
    make_check_word,
    normalise_check_word,
    spell,
)
from xiuhua.rulebook.refusal import Refused

SECRET, SALT = b"the installation's secret", b"case 1"


@given(st.binary(min_size=16, max_size=32))
def test_a_word_has_six_characters_nobody_confuses(random_bytes):
    word = make_check_word(random_bytes)
    assert len(word) == 6
    assert set(word) <= set(ALPHABET)
    assert normalise_check_word(word) == word
    assert normalise_check_word(spell(word)) == word


def test_the_alphabet_has_no_two_characters_that_look_alike():
    for pair in ("0O", "1I", "1L", "5S", "2Z", "8B", "6G", "UV", "0Q", "0D", "MN"):
        assert not set(pair) <= set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 22


def test_each_character_comes_up_about_equally_often():
    words = "".join(
        make_check_word(n.to_bytes(16, "big")) for n in range(0, 22**6, 22**6 // 20_000)
    )
    counts = [words.count(character) for character in ALPHABET]
    assert min(counts) > 0.8 * len(words) / 22


def test_too_few_random_bytes_are_a_fault_of_the_program():
    with pytest.raises(ValueError):
        make_check_word(b"short")


@pytest.mark.parametrize(
    "typed", ["k7m4rx", " K7M 4RX ", "Ｋ７Ｍ４ＲＸ", "k7m-4rx", "K7M—4RX", "K7M　4RX"]
)
def test_what_is_typed_is_read_kindly(typed):
    assert normalise_check_word(typed) == "K7M4RX"


def test_letters_that_are_no_part_of_it_count_as_the_digit_they_look_like():
    assert normalise_check_word("zsbg23") == "258623"


@pytest.mark.parametrize("typed", ["", "K7M4R", "K7M4RXX", "K7M4R0", "I7M4RX", "查询码查询码"])
def test_what_cannot_be_a_check_word_is_refused(typed):
    with pytest.raises(Refused) as caught:
        normalise_check_word(typed)
    assert caught.value.code == "check_word_malformed"
    # A refusal is shown and logged: it must not repeat what was typed.
    assert caught.value.facts == {"length": 6}


def test_the_right_word_matches_and_no_other():
    stored = hash_check_word("K7M4RX", secret=SECRET, salt=SALT)
    assert check_word_matches("k7m 4rx", stored, secret=SECRET, salt=SALT)
    assert not check_word_matches("K7M4RY", stored, secret=SECRET, salt=SALT)
    assert not check_word_matches("not a word", stored, secret=SECRET, salt=SALT)
    assert not check_word_matches("K7M4RX", stored, secret=SECRET, salt=b"case 2")
    assert not check_word_matches("K7M4RX", stored, secret=b"another", salt=SALT)


def test_what_is_kept_does_not_show_the_word():
    stored = hash_check_word("K7M4RX", secret=SECRET, salt=SALT)
    assert len(stored) == 64
    assert "K7M4RX" not in stored
    assert stored != hash_check_word("K7M4RX", secret=SECRET, salt=b"case 2")


def test_nothing_is_hashed_without_a_secret_or_a_salt():
    for secret, salt in ((b"", SALT), (SECRET, b"")):
        with pytest.raises(ValueError):
            hash_check_word("K7M4RX", secret=secret, salt=salt)
