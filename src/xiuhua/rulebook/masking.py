"""How personal data is shown unless asked for with a reason: 王**, 138****1234, 4201**********1234."""


def masked_name(name: str) -> str:
    """The family name, the rest as stars. Source: PIPL 51 (de-identification); facts 8.1."""
    plain = name.strip()
    return plain[:1] + "*" * max(1, min(2, len(plain) - 1)) if plain else ""


def masked_phone(phone: str) -> str:
    """The first three and the last four digits. Source: PIPL 51; facts 8.1."""
    plain = phone.strip()
    return f"{plain[:3]}****{plain[-4:]}" if len(plain) >= 8 else "*" * len(plain)


def masked_id_number(number: str) -> str:
    """The first four and the last four of an identity number. Source: PIPL 51; facts 8.1."""
    plain = number.strip()
    return (
        f"{plain[:4]}{'*' * (len(plain) - 8)}{plain[-4:]}" if len(plain) > 8 else "*" * len(plain)
    )
