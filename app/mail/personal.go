package mail

import "approdo/app/personal"

// Personal lists what the ledger keeps about people. A receipt belongs to what it tells
// of: it goes with it, or by itself when it is old.
func Personal() []personal.Table {
	return []personal.Table{
		{Name: "messages", Purpose: personal.Messages, Whose: "false", Ended: "t.settled_at",
			Plain: []string{"kind", "subject", "channel", "recipient", "lang", "data", "state", "error"}},
	}
}
