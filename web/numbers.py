"""Numbers people type: phone numbers and booking numbers."""

import re

import phonenumbers

from web.mistakes import Mistake

COUNTRY = "DE"


def read_phone(text: str) -> str | Mistake:
    """A phone number in the international form (E.164), German unless it says otherwise.

    >>> read_phone("033841 / 38 51 0")
    '+493384138510'
    >>> read_phone("338")
    <Mistake.PHONE_TOO_SHORT: 'phone too short'>
    """
    if not text.strip():
        return Mistake.PHONE_MISSING
    if any(character.isalpha() for character in text):
        return Mistake.PHONE_WRONG  # the library would dial letters as on an old telephone
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException as error:
        too_long = error.error_type == phonenumbers.NumberParseException.TOO_LONG
        return Mistake.PHONE_TOO_LONG if too_long else Mistake.PHONE_WRONG
    reasons: dict[int, Mistake] = {
        phonenumbers.ValidationResult.TOO_SHORT: Mistake.PHONE_TOO_SHORT,
        phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY: Mistake.PHONE_TOO_SHORT,
        phonenumbers.ValidationResult.TOO_LONG: Mistake.PHONE_TOO_LONG,
    }
    if reason := reasons.get(phonenumbers.is_possible_number_with_reason(number)):
        return reason
    if not phonenumbers.is_valid_number(number):
        return Mistake.PHONE_WRONG
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_reference(text: str) -> str | None:
    """A booking number as it was typed or read out, with or without blanks.

    >>> read_reference(" 48 29-16 ")
    '482916'
    """
    digits = re.sub(r"[\s.\-/]", "", text)
    return digits if re.fullmatch(r"[0-9]{6}", digits) else None
