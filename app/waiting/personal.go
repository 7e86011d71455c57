package waiting

import "approdo/app/personal"

// Personal lists what this noun keeps about people: contacts of whoever waits, of no file.
// An entry goes with its offers.
func Personal() []personal.Table {
	return []personal.Table{
		{Name: "waiting_entries", Purpose: personal.Waiting, Whose: "false",
			Plain: []string{"form_key", "until", "lang", "mediator", "note", "access_needs", "name", "email", "phone", "channel", "outcome", "end_reason"},
			Ended: "t.ended_at"},
		{Name: "waiting_offers", Purpose: personal.Waiting, Whose: "false", Plain: []string{"recipient", "day", "outcome"}},
	}
}
