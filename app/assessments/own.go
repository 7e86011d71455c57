package assessments

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// OwnHealthTests gives the citizen their own tests with data about health, opened, the
// latest first.
func OwnHealthTests(ctx context.Context, idb bun.IDB, signer auth.Signer, actor auth.Actor) ([]Test, error) {
	all := []Test{}
	err := idb.NewSelect().Model(&all).Where("t.health AND t.withdrawn_at IS NULL").
		Where("t.case_id IN (SELECT id FROM cases WHERE person_id IN "+people.OwnRecords+")", actor.PersonID).OrderExpr("t.given_on DESC, t.id DESC").Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "list one's own tests")
	}
	for i := range all {
		if err := all[i].unseal(signer); err != nil {
			return nil, err
		}
	}
	return all, nil
}
