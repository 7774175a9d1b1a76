from accord.numbering.tickets import TICKET, find_tickets, ticket


def test_a_ticket_is_eleven_letters_that_begin_and_end_well():
    made = [ticket() for _ in range(2000)]

    assert len(set(made)) == 2000
    assert all(TICKET.fullmatch(each) and each[0].isalnum() and each[-1].isalnum() for each in made)


def test_tickets_are_found_in_subjects_and_searches():
    text = "Re: crane [ticket:AbCdEfGhIjK] and ticket 12345678901, not ticket:tooshort, not ticket:AbCdEfGhIjKLong"

    assert find_tickets(text) == ["AbCdEfGhIjK", "12345678901"]
