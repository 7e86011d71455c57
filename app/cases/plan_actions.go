package cases

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"approdo/app/auth"
)

// PlanActions are the actions of every version of the plan of a case of the actor's desks,
// the newest version's first: what other nouns may belong to.
func PlanActions(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64) ([]Line, error) {
	versions, err := Documents(ctx, idb, actor, caseID, Plan)
	if err != nil {
		return nil, err
	}
	var all []Line
	for _, d := range versions {
		for _, l := range d.Lines {
			if !slices.ContainsFunc(all, func(x Line) bool { return x.ActionID == l.ActionID }) {
				all = append(all, l)
			}
		}
	}
	return all, nil
}
