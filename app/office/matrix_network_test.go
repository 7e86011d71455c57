package office_test

import (
	"errors"
	"testing"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/partners"
	"approdo/app/referrals"
)

// furnishNetwork sends the person of a path to one body of the network, and drafts
// another referral.
func (s *walled) furnishNetwork(t *testing.T, actor auth.Actor, caseID int64) {
	t.Helper()
	ctx, db, now := t.Context(), s.Pools.Web, s.Now
	for _, kind := range []string{"public", "third"} {
		body, err := partners.Put(ctx, db, auth.Program("test"), partners.Body{Name: "Ente " + kind, Sort: partners.Other, Kind: kind, Field: "work", Email: "ente@example.org"}, now)
		if err != nil {
			t.Fatal(err)
		}
		id, err := referrals.BeginOutgoing(ctx, db, actor, caseID, referrals.OutgoingForm{PartnerID: body, Reason: "segretissimo", Goals: "segretissimo", Items: []string{"contacts"}}, now)
		if kind == "public" {
			err = errors.Join(err, referrals.DoOutgoing(ctx, db, actor, id, referrals.OutgoingChange{To: referrals.Sent, Version: 1, Due: desks.DateOf(now).AddDays(7)}, now))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
