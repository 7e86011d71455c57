package portal_test

import (
	"net/url"
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/occupations"
	"approdo/app/preferences"
	"approdo/app/web/webtest"
)

const jobs = "/area-personale/lavori"

// worker is an owner in their area, who can choose of four occupations.
func newWorker(t *testing.T, lang string) (*owner, *webtest.Visitor, []int64) {
	t.Helper()
	s := newOwner(t, lang)
	var ids []int64
	must(t, s.Pools.Web.NewRaw(`INSERT INTO occupations (code, isco, shipped, labels) VALUES ('cook', '5120', true, '{"it":"cuoco","ar":"طباخ"}'),
		('cleaner', '9112', true, '{"it":"addetto alle pulizie"}'), ('shepherd', '6121', true, '{"it":"pastore"}'), ('diver', '7541', false, '{"en":"diver"}') RETURNING id`).
		Scan(t.Context(), &ids))
	must(t, occupations.Reindex(t.Context(), s.Pools.Web))
	return s, s.enter(t), ids
}
