package office_test

import (
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/uptrace/bun"
	"golang.org/x/net/html"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/print"
	"approdo/app/services"
	"approdo/app/waiting"
	"approdo/app/web/webtest"
)

// walled is the office with a desk whose data carry marks, and somebody of another
// desk who may do everything that does not open every desk.
type walled struct {
	*staffed
	stranger int64
	marks    []string // of the walled desk's people
	ids      []string // of its rows, whatever they are, its own and its operators'
	mains    []string // those of the desk, of one operator and of the appointment
	names    []string // of the fields that hold an id somewhere
	asks     []string // of those among them that stand in addresses
	found    *crawl   // what there is to be seen and done at the walled desk
}

// broken is a browser that ends at once: a PDF that somebody may have is 503, without
// the time a hundred real ones take.
var broken = print.Options{Path: "/bin/false", Log: slog.New(slog.DiscardHandler)}

func newWalled(t *testing.T) *walled {
	t.Helper()
	s := &walled{staffed: newOfficeWith(t, broken), marks: []string{"Zuleika", "zuleika", "080 765 4321", "0807654321", "segretissimo"}}
	var roles []auth.Role
	for _, r := range auth.Roles {
		if a := (auth.Actor{Roles: []auth.Role{r}}); a.May(auth.OfficeEnter) && !a.May(auth.AllDesks) {
			roles = append(roles, r)
		}
	}
	ids, err := auth.SeedDemo(t.Context(), s.Pools.Web, []auth.DemoUser{
		{Email: "altrove@demo.example", Name: "Di un altro sportello", Lang: "it", Roles: roles, DeskIDs: []int64{s.desk.ID}},
	}, "una frase molto lunga", tuesday)
	if err != nil {
		t.Fatal(err)
	}
	s.stranger = ids["altrove@demo.example"]
	s.Now = tuesday.Add(90 * 60e9) // 10:30: the walled desk receives too
	s.furnish(t)
	s.names, s.asks = s.idNames(t)
	s.found = s.explore(t)
	return s
}

// furnish puts an appointment, a number, a contact, somebody who waits, a closure, an
// unusual day and people with their paths at the walled desk.
func (s *walled) furnish(t *testing.T) {
	t.Helper()
	b := s.as(t, "la")
	p := b.Get("/ufficio/appuntamenti/nuovo?giorno=2026-11-24").Want(200)
	slot := webtest.Attr(p.Find("input", "type", "radio", "name", "slot"), "value")
	p = p.Submit("/ufficio/appuntamenti", map[string]string{"slot": slot, "name": "Zuleika Ignota", "email": "zuleika@example.org", "phone": "080 765 4321", "note": "segretissimo"}).Follow().Want(200)
	if protocol := p.Find("bdi", "class", "code"); protocol != nil {
		s.marks = append(s.marks, protocol.FirstChild.Data)
	}
	appointment := p.Path[strings.LastIndex(p.Path, "/")+1:]
	b.Get("/ufficio/coda/nuovo").Want(200).Submit("/numero", nil).Follow().Want(200)
	b.Get("/ufficio/accessi").Want(200).Submit("/ufficio/accessi", map[string]string{"name": "Zuleika Ignota", "need": "segretissimo", "minutes": "5", "clock": "10:05"}).Follow().Want(200)
	operators, err := desks.Operators(t.Context(), s.Pools.Web, s.other.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{
		`INSERT INTO closures (desk_id, first_day, last_day, reason) VALUES (?0, '2026-12-01', '2026-12-01', 'segretissimo')`,
		`INSERT INTO opening_exceptions (desk_id, operator_id, kind, day, from_time, to_time) VALUES (?0, ?1, 'extra', '2026-12-05', '09:00', '10:00')`,
	} {
		if _, err := s.Pools.Web.NewRaw(q, s.other.ID, operators[0].ID).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	s.mains = []string{fmt.Sprint(s.other.ID), fmt.Sprint(operators[0].ID), appointment}
	area, err := services.FindBySlug(t.Context(), s.Pools.Web, "accoglienza-e-ascolto")
	if err != nil {
		t.Fatal(err)
	}
	_, err = waiting.Join(t.Context(), s.Pools.Web, waiting.Joining{Key: "an-entry-of-the-walk", DeskID: s.other.ID, AreaID: area.ID,
		Wish: waiting.Wish{Until: desks.DateOf(s.Now).AddDays(9)}, Details: appointments.Details{Lang: "it"},
		Contact: appointments.Contact{Name: "Zuleika Ignota", Email: "zuleika@example.org"}}, false, s.Now)
	if err != nil {
		t.Fatal(err)
	}
	s.furnishPaths(t)
	s.ids = slices.Clone(s.mains)
	for _, o := range operators {
		s.ids = append(s.ids, fmt.Sprint(o.ID))
	}
	for _, table := range s.tables(t, "desk_id") {
		var ids []int64
		if !slices.Contains(s.tables(t, "id"), table) {
			continue
		}
		if err := s.Pools.Web.NewRaw(`SELECT id FROM ? WHERE desk_id = ?`, bun.Ident(table), s.other.ID).Scan(t.Context(), &ids); err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			s.ids = append(s.ids, fmt.Sprint(id))
		}
	}
	slices.Sort(s.ids)
	s.ids = slices.Compact(s.ids)
}

// tables are those with a column.
func (s *walled) tables(t *testing.T, column string) []string {
	t.Helper()
	var all []string
	err := s.Pools.Web.NewRaw(`SELECT c.table_name FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name)
		WHERE c.table_schema = current_schema() AND c.column_name = ? AND t.table_type = 'BASE TABLE'`, column).Scan(t.Context(), &all)
	if err != nil || len(all) == 0 {
		t.Fatalf("tables with %s: %v", column, err)
	}
	return all
}

// idNames are what pages of the office call an id: names of fields and of parameters
// whose value is a number, and those of links and of forms that get.
func (s *walled) idNames(t *testing.T) (fields, asked []string) {
	t.Helper()
	found := map[string]bool{} // true where it stands in an address
	note := func(name, value string, asked bool) {
		if _, err := strconv.Atoi(value); err == nil && name != "" {
			found[name] = found[name] || asked
		}
	}
	for _, who := range []string{"qui", "la", "coordina"} {
		b := s.as(t, who)
		for _, route := range s.Web.Routes() {
			if route.Method != http.MethodGet || !strings.HasPrefix(route.Path, "/ufficio") || strings.Contains(route.Path, ":") {
				continue
			}
			p := b.Get(route.Path)
			for _, n := range slices.Concat(p.All("input"), p.All("option")) {
				owner := n
				if n.Data == "option" {
					owner = above(n, "select")
				}
				note(webtest.Attr(owner, "name"), webtest.Attr(n, "value"), webtest.Attr(above(n, "form"), "method") == "get")
			}
			for _, a := range p.All("a") {
				if u, err := url.Parse(webtest.Attr(a, "href")); err == nil {
					for name, values := range u.Query() {
						note(name, values[0], true)
					}
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		fields = append(fields, name)
		if found[name] {
			asked = append(asked, name)
		}
	}
	if !slices.Contains(asked, "sportello") || !slices.Contains(asked, "operatore") {
		t.Fatalf("the pages name ids %q", asked)
	}
	return fields, asked
}

// above is the nearest element with the tag that holds n, nil for none.
func above(n *html.Node, tag string) *html.Node {
	for n = n.Parent; n != nil && n.Data != tag; n = n.Parent { //nolint:revive // the walk is the loop
	}
	return n
}

// filled are the route with each id in its place, and where it has several places with
// the ids its own people's pages put there.
func (s *walled) filled(method, route string) []string {
	if strings.Count(route, ":") > 1 {
		var paths []string
		for _, d := range s.found.found[method+" "+route] {
			paths = append(paths, d.address)
		}
		return paths
	}
	paths := []string{""}
	for _, part := range strings.Split(route, "/")[1:] {
		var longer []string
		for _, p := range paths {
			if !strings.HasPrefix(part, ":") {
				longer = append(longer, p+"/"+part)
				continue
			}
			for _, id := range s.ids {
				longer = append(longer, p+"/"+id)
			}
		}
		paths = longer
	}
	return paths
}

// asked are the addresses of a route with the main ids as each parameter in turn.
func (s *walled) asked(route string) []string {
	var all []string
	for _, path := range s.filled(http.MethodGet, route) {
		all = append(all, path)
		if strings.Contains(route, ":") {
			continue // the id is in the path
		}
		for _, name := range s.asks {
			for _, id := range s.mains {
				all = append(all, path+"?"+name+"="+id)
			}
		}
	}
	return all
}

func officeRoute(path string) bool { return strings.HasPrefix(path, "/ufficio") }

// Peer test 13: desk A cannot read or export desk B by any id, over every route of the
// office there is: list, sheet, feed, print, table, the ones still to be written too.
func TestNoRouteShowsAnotherDesk(t *testing.T) {
	s := newWalled(t)
	before := s.rowsOf(t)
	shown, asked := 0, 0
	stranger, own := s.Browser(t).SignIn(s.stranger), s.as(t, "la")
	for _, route := range s.Web.Routes() {
		if route.Method != http.MethodGet || !officeRoute(route.Path) {
			continue
		}
		seenByOwn := false
		for _, path := range s.asked(route.Path) {
			asked++
			p := stranger.Get(path)
			if p.Status >= 500 {
				t.Errorf("%s answers %d", path, p.Status)
			}
			for _, mark := range s.marks {
				if strings.Contains(p.Body, mark) {
					t.Errorf("%s shows another desk's %q", path, mark)
				}
			}
			if !seenByOwn && !strings.Contains(path, "?") {
				seenByOwn = strings.Contains(own.Get(path).Body, s.marks[0])
			}
		}
		if seenByOwn {
			shown++
		}
	}
	t.Logf("%d addresses, ids as %q; the desk's own people see the person on %d routes", asked, s.asks, shown)
	if shown < 5 {
		t.Errorf("the desk's own people see the person on %d routes: the marks mark nothing", shown)
	}
	if after := s.rowsOf(t); after != before {
		t.Errorf("reading changed the desk:\n%s\nbefore\n%s", after, before)
	}
}

// The same for what is sent: no form of the office changes another desk.
func TestNoFormChangesAnotherDesk(t *testing.T) {
	s := newWalled(t)
	before := s.rowsOf(t)
	for _, route := range s.Web.Routes() {
		if route.Method != http.MethodPost || !officeRoute(route.Path) {
			continue
		}
		b, token := s.strange(t)
		for _, path := range s.filled(http.MethodPost, route.Path) {
			for _, id := range s.mains {
				form := url.Values{"_csrf": {token},
					"reason": {"prova"}, "key": {"a-key-of-the-walk-" + id}, "slot": {"2026-11-24T11:30:00+01:00"}, "name": {"Prova"}, "phone": {"0801234567"}, "lang": {"it"}, "class": {"normal"}}
				for _, name := range s.names {
					form.Set(name, id)
				}
				for name, value := range map[string]string{"sportello": s.mains[0], "from": "2026-11-24", "to": "2026-11-24", "format": "csv", "clock": "10:05"} {
					form.Set(name, value)
				}
				p := b.Post(path, form)
				if p.Header.Get("Set-Cookie") != "" { // it ended the session, or began another
					b, token = s.strange(t)
				}
				if p.Status >= 500 {
					t.Errorf("%s answers %d", path, p.Status)
				}
				for _, mark := range s.marks {
					if strings.Contains(p.Body, mark) {
						t.Errorf("POST %s shows another desk's %q", path, mark)
					}
				}
				if strings.Contains(route.Path, ":") {
					break // the id that matters is in the path
				}
			}
		}
		if after := s.rowsOf(t); after != before {
			t.Fatalf("POST %s changed another desk:\n%s\nbefore\n%s", route.Path, after, before)
		}
	}
}

// strange is the stranger's browser and the token of its forms.
func (s *walled) strange(t *testing.T) (b *webtest.Browser, token string) {
	t.Helper()
	b = s.Browser(t).SignIn(s.stranger)
	return b, webtest.Attr(b.Get("/ufficio/profilo").Want(200).Find("input", "name", "_csrf"), "value")
}

// rowsOf is everything that belongs to the walled desk.
func (s *walled) rowsOf(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, table := range s.tables(t, "desk_id") {
		var rows string
		// That the desk's own people took a file, or printed the register, is noted.
		err := s.Pools.Web.NewRaw(`SELECT coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '') FROM ? AS t WHERE t.desk_id = ? AND to_jsonb(t) ->> 'action' IN ('cases.plan_scan_read', 'assessments.file_read', 'assessments.test_file_read', 'accesses.print') IS NOT TRUE`,
			bun.Ident(table), s.other.ID).Scan(t.Context(), &rows)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(table + "\n" + rows + "\n")
	}
	return all.String()
}
