package occupations

import (
	"cmp"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/testdb"
)

// TestShippingAfterOneTakenBack: what the database remembers of tables whose rows were
// taken back misleads its planner; the glossary is loaded all the same, within the time that
// a page has.
func TestShippingAfterOneTakenBack(t *testing.T) {
	pool, now := testdb.New(t), time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	taken := errors.New("taken back")
	err := db.InTx(t.Context(), pool, func(ctx context.Context, tx bun.Tx) error { return cmp.Or(Ship(ctx, tx, now), taken) })
	if !errors.Is(err, taken) {
		t.Fatal(err)
	}
	for _, table := range []string{"occupation_terms", "occupation_words", "occupation_postings", "skill_terms", "skill_words", "skill_postings"} {
		if _, err := pool.ExecContext(t.Context(), "ANALYZE "+table); err != nil {
			t.Fatal(err)
		}
	}
	if err := Ship(t.Context(), pool, now); err != nil {
		t.Error(err)
	}
}
