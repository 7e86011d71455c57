package cvs

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// rootOfShare is under which record the person of a share sh is shown.
const rootOfShare = "(SELECT COALESCE(q.root_id, q.id) FROM people AS q WHERE q.id = sh.person_id)"

// lead says of a share sh that it leads to the CV that counts at a time, agreed that the
// person agrees to its employer then, whatever record said so.
const (
	lead = `sh.cv_id = (SELECT v.id FROM people AS o JOIN cvs AS v ON v.person_id = o.id
		WHERE (o.id = ` + rootOfShare + ` OR o.root_id = ` + rootOfShare + `) AND ` + counting + ` AND v.valid_until > ?
		ORDER BY v.valid_until DESC, v.id DESC LIMIT 1)`
	agreed = `EXISTS (SELECT FROM people AS o JOIN consents AS co ON co.person_id = o.id
		WHERE (o.id = ` + rootOfShare + ` OR o.root_id = ` + rootOfShare + `) AND co.purpose = 'sharing' AND co.employer_email = sh.email AND ` + consents.LiveRow + `)`
)

// endStale ends the links of a root, in the transaction of a change, that lead to a CV which
// counts no more, rest on a consent which does not stand, or are over.
func endStale(ctx context.Context, tx bun.Tx, root int64, now time.Time) error {
	const whose = "sh.person_id IN " + people.OwnRecords
	for _, x := range []struct{ why, where string }{
		{WhyConsent, whose + " AND NOT " + agreed},
		{WhyCV, whose + " AND (" + lead + ") IS NOT TRUE"},
		{WhyTime, whose + " AND sh.expires_at <= ?"},
	} {
		if err := endShares(ctx, tx, auth.Program("shares"), x.why, now, x.where, root, now); err != nil {
			return err
		}
	}
	return nil
}

// strayShares gives whose open links endStale would end.
func strayShares(ctx context.Context, idb bun.IDB, now time.Time) (roots []int64, err error) {
	err = idb.NewRaw("SELECT DISTINCT "+rootOfShare+" FROM cv_shares AS sh WHERE sh.ended_at IS NULL AND ("+lead+" AND "+agreed+" AND sh.expires_at > ?) IS NOT TRUE ORDER BY 1",
		now, now, now).Scan(ctx, &roots)
	return roots, fault.Wrap(db.Translate(err), "list links that are over")
}
