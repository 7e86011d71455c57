package bodies

import (
	"strconv"
	"strings"

	"approdo/app/referrals"
)

// AuthorsOf are the accounts of the steps of some sides.
func AuthorsOf(steps []referrals.IncomingStep, sides ...referrals.Side) []int64 {
	var ids []int64
	for _, s := range steps {
		for _, side := range sides {
			if s.Side == side {
				ids = append(ids, UserOf(s.By))
			}
		}
	}
	return ids
}

// UserOf is the account an actor's reference names, 0 for the program.
func UserOf(ref string) int64 {
	id, err := strconv.ParseInt(strings.TrimPrefix(ref, "user:"), 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// dotted puts what is known side by side.
func dotted(parts ...string) string {
	var known []string
	for _, x := range parts {
		if x != "" {
			known = append(known, x)
		}
	}
	return strings.Join(known, " · ")
}
