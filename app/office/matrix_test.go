package office_test

import (
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/web"
	"approdo/app/web/webtest"
)

var update = flag.Bool("update", false, "write testdata/access.txt anew")

// What an account reaches by a route: nothing, what belongs to its own desk, everything.
// Where no page of the furnished desk leads to a route, only its permission is told.
const (
	never = "-"
	own   = "own"
	all   = "all"
	may   = "may"
)

// personal are routes that show or change what is the account's alone, or what it wrote
// itself, and the settings, which who has nothing to set does not have.
var personal = []string{"POST /ufficio/sessioni/:id/chiusura", "GET /ufficio/impostazioni", "POST /ufficio/rete/:id/contatti/:part/eliminazione"}

// TestAccessMatrix asks every route of the office, with addresses found by following
// its links, as every role, once at the desk they belong to and once at another one,
// and holds the answers against testdata/access.txt: who reads a change of that file
// sees whose doors a change of the program opened. While forms are sent, nothing can be
// changed: the commit of any change fails, so that an attempt shows as one.
func TestAccessMatrix(t *testing.T) {
	s := newWalled(t)
	inside, outside := s.accounts(t, "dentro", s.other.ID), s.accounts(t, "fuori", s.desk.ID)
	visitor := newVisitor(s.Browser(t))
	var table strings.Builder
	fmt.Fprintf(&table, "%-74s", "")
	for _, role := range auth.Roles {
		fmt.Fprintf(&table, " %-5.5s", role)
	}
	table.WriteString("\n")
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		if method == http.MethodPost {
			s.refuseChanges(t)
		}
		for _, route := range s.officeRoutes(method) {
			doors := s.found.found[routeKey(route)]
			if len(doors) == 0 {
				t.Logf("no page of the furnished desk leads to %s", routeKey(route))
			}
			fmt.Fprintf(&table, "%-4s %-69s", method, route.Path)
			for _, d := range doors[:min(len(doors), enough)] {
				if got := visitor.status(method, d); got != http.StatusSeeOther {
					t.Errorf("a visitor at %s %s: %d", method, d.address, got)
				}
			}
			for _, role := range auth.Roles {
				got := reach(route, doors, inside[role], outside[role])
				granted := auth.Actor{Roles: []auth.Role{role}}.May(auth.Permission(route.Guard))
				if granted != (got != never) && !slices.Contains(personal, routeKey(route)) {
					t.Errorf("%s %s: %s, though the permission %s says %v", role, routeKey(route), got, route.Guard, granted)
				}
				fmt.Fprintf(&table, " %-5s", got)
			}
			table.WriteString("\n")
		}
	}
	compare(t, table.String())
}

// compare holds the table against the file, or writes it with -update.
func compare(t *testing.T, got string) {
	t.Helper()
	const file = "testdata/access.txt"
	var lines []string
	for line := range strings.Lines(got) {
		lines = append(lines, strings.TrimRight(line, " \n"))
	}
	got = strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, now := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for _, line := range now {
		if !slices.Contains(before, line) {
			t.Errorf("not in %s: %s", file, line)
		}
	}
	for _, line := range before {
		if !slices.Contains(now, line) {
			t.Errorf("no more so: %s", line)
		}
	}
	if t.Failed() {
		t.Log("who may what has changed: read each line, then go test ./app/office -run AccessMatrix -update")
	}
}

// officeRoutes are those behind a permission, as registered.
func (s *walled) officeRoutes(method string) []web.Route {
	var list []web.Route
	for _, r := range s.Web.Routes() {
		if r.Method == method && officeRoute(r.Path) && r.Guard != "public" {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b web.Route) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// explore follows the links as somebody of the walled desk, then as the coordination.
func (s *walled) explore(t *testing.T) *crawl {
	t.Helper()
	c := &crawl{routes: s.Web.Routes(), desk: fmt.Sprint(s.other.ID), found: map[string][]door{}}
	var desk, every []auth.Role
	for _, r := range auth.Roles {
		a := auth.Actor{Roles: []auth.Role{r}}
		if every = append(every, r); a.May(auth.OfficeEnter) && !a.May(auth.AllDesks) {
			desk = append(desk, r)
		}
	}
	c.follow(s.account(t, "esplora", desk, s.other.ID).Browser)
	c.follow(s.account(t, "esplora-tutto", every, s.other.ID).Browser)
	return c
}

// visitor is a signed-in browser with the token of its forms.
type visitor struct {
	*webtest.Browser
	token string
}

func (s *walled) account(t *testing.T, name string, roles []auth.Role, deskID int64) *visitor {
	t.Helper()
	email := name + "@demo.example"
	ids, err := auth.SeedDemo(t.Context(), s.Pools.Web, []auth.DemoUser{{Email: email, Name: name, Lang: "it", Roles: roles, DeskIDs: []int64{deskID}}},
		"una frase molto lunga", s.Now)
	if err != nil {
		t.Fatal(err)
	}
	return newVisitor(s.Browser(t).SignIn(ids[email]))
}

func newVisitor(b *webtest.Browser) *visitor {
	for _, path := range []string{"/ufficio/profilo", "/ufficio/accesso", "/ufficio/password-dimenticata"} {
		if p := b.Get(path); p.Status == http.StatusOK {
			return &visitor{b, webtest.Attr(p.Find("input", "name", "_csrf"), "value")}
		}
	}
	return &visitor{b, ""}
}

// accounts are one of each role at a desk.
func (s *walled) accounts(t *testing.T, where string, deskID int64) map[auth.Role]*visitor {
	t.Helper()
	m := map[auth.Role]*visitor{}
	for _, role := range auth.Roles {
		m[role] = s.account(t, where+"-"+string(role), []auth.Role{role}, deskID)
	}
	return m
}

// reach is what a role reaches by a route.
func reach(r web.Route, doors []door, inside, outside *visitor) string {
	if len(doors) == 0 {
		if address := placeholders.ReplaceAllString(r.Path, "999999"); inside.status(r.Method, door{address: address}) == http.StatusForbidden {
			return never
		}
		return may
	}
	in, out := 0, false
	for _, d := range doors {
		switch inside.status(r.Method, d) {
		case http.StatusForbidden: // by the route's permission, which no address changes
			return never
		case http.StatusNotFound, http.StatusUnauthorized:
			continue
		}
		out = out || outside.enters(r.Method, d)
		if in++; in == enough {
			break
		}
	}
	switch {
	case in == 0:
		return never
	case out:
		return all
	}
	return own
}

// enough is how many doors of one route a role has to go through.
const enough = 3

var placeholders = regexp.MustCompile(`:[a-z]+`)

// enters reports whether a door opens to the visitor with more than a refusal.
func (v *visitor) enters(method string, d door) bool {
	return !slices.Contains([]int{http.StatusForbidden, http.StatusNotFound, http.StatusUnauthorized}, v.status(method, d))
}

// status is what a door answers; a session it ends goes on all the same.
func (v *visitor) status(method string, d door) int {
	if method == http.MethodGet {
		return v.Get(d.address).Status
	}
	session := v.Cookie("approdo")
	defer v.SetCookie("approdo", session)
	form := url.Values{"_csrf": {v.token}}
	maps.Copy(form, d.form)
	return v.Post(d.address, form).Status
}

// refuseChanges makes the commit of every change fail, except of what only counts visits.
func (s *walled) refuseChanges(t *testing.T) {
	t.Helper()
	db := s.Pools.Web
	_, err := db.ExecContext(t.Context(), `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'nothing changes while the matrix is drawn'; END $$`)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range s.tables(t, "id") {
		if table == "sessions" || table == "rate_limits" {
			continue
		}
		_, err := db.NewRaw(`CREATE CONSTRAINT TRIGGER refuse_change AFTER INSERT OR UPDATE OR DELETE ON ? DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
			bun.Ident(table)).Exec(t.Context())
		if err != nil {
			t.Fatal(err)
		}
	}
}
