package portal_test

import (
	"strings"
	"testing"

	"approdo/app/i18n"
	"approdo/app/web/webtest"
)

// Two tabs of one form: what is confirmed is what was read. A change made in the
// other tab is shown first; the second press books it, once.
func TestTwoTabsConfirmOnlyWhatWasRead(t *testing.T) {
	for _, l := range []string{"it", "ar"} {
		s := informed(t)
		b, prefix := s.Browser(t), strings.TrimSuffix(i18n.Path(l, "/"), "/")
		first := upTo(t, b, prefix, "riepilogo")
		draft := first.Path[:strings.LastIndex(first.Path, "/")]
		times := b.Get(draft + "/orario").Want(200)
		free := times.All("input", "type", "radio", "name", "slot")
		other := webtest.Attr(free[len(free)-1], "value")
		second := times.Submit("/orario", map[string]string{"slot": other}).Follow().Want(200)

		again := first.Submit("/conferma", nil).Want(409).Has(s.Catalog.For(l).T("booking.summary.changed"))
		if n := rows(t, s, "appointments"); n != 0 {
			t.Fatalf("%d appointments before anybody read the new time", n)
		}
		if again.Find("input", "name", "seen", "value", webtest.Attr(second.Find("input", "name", "seen"), "value")) == nil {
			t.Error("the page shown again is not the one of the other tab")
		}
		done := again.Submit("/conferma", nil).Follow().Want(200)
		late := second.Submit("/conferma", nil).Follow().Want(200)
		if code := words(done.Find("p", "class", "confirm-code")); code == "" || code != words(late.Find("p", "class", "confirm-code")) {
			t.Errorf("the tabs end at %q and %q", code, words(late.Find("p", "class", "confirm-code")))
		}
		if n := rows(t, s, "appointments"); n != 1 {
			t.Errorf("%d appointments from two tabs", n)
		}
	}
}

func rows(t *testing.T, s *webtest.Site, table string) int {
	t.Helper()
	n, err := s.Pools.Web.NewSelect().Table(table).Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}
