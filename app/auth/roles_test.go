package auth

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// permissionTable prints every role × permission as doc.go shows it.
func permissionTable() string {
	var b strings.Builder
	line := func(first string, cells []string) {
		fmt.Fprintf(&b, "//\t%-20s", first)
		for _, c := range cells {
			fmt.Fprintf(&b, " %-7s", c)
		}
		s := strings.TrimRight(b.String(), " ")
		b.Reset()
		b.WriteString(s + "\n")
	}
	var head []string
	for _, r := range Roles {
		name := string(r)[:min(6, len(r))]
		if r.SeesPersonalData() {
			name += "*"
		}
		head = append(head, name)
	}
	line("", head)
	for _, p := range Permissions {
		var cells []string
		for _, r := range Roles {
			cell := "-"
			if (Actor{Roles: []Role{r}}).May(p) {
				cell = "yes"
			}
			cells = append(cells, cell)
		}
		line(string(p), cells)
	}
	return b.String()
}

func TestPermissionTable(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	if want := permissionTable(); !strings.Contains(string(doc), want) {
		t.Errorf("doc.go does not show who may what; it should hold\n%s", want)
	}
}

// Every permission of the source stands in Permissions, every role in Roles and
// in the table's check constraint.
func TestNothingIsLeftOutOfTheTable(t *testing.T) {
	src, err := os.ReadFile("roles.go")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(src), " Permission = \""); n != len(Permissions) {
		t.Errorf("roles.go declares %d permissions, Permissions lists %d", n, len(Permissions))
	}
	sql, err := os.ReadFile("../../migrations/20261122010000_auth_accounts.tx.up.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range Roles {
		if !strings.Contains(string(sql), "'"+string(r)+"'") {
			t.Errorf("users_roles_known does not know %q", r)
		}
	}
	for r, granted := range grants {
		if !slices.Contains(Roles, r) {
			t.Errorf("grants names an unknown role %q", r)
		}
		for _, p := range granted {
			if !slices.Contains(Permissions, p) {
				t.Errorf("%s is granted an unlisted permission %q", r, p)
			}
		}
	}
}

func TestActorRefAndScope(t *testing.T) {
	for want, a := range map[string]Actor{
		"user:12": {UserID: 12, Name: "Anna"}, "citizen": {Email: "a@b.it"}, "program:jobs": Program("jobs"), "anonymous": {},
	} {
		if a.Ref() != want {
			t.Errorf("%+v is %q, want %q", a, a.Ref(), want)
		}
	}
	if ids, all := (Actor{Roles: []Role{Reception}, DeskIDs: []int64{3}}).Desks(); all || !slices.Equal(ids, []int64{3}) {
		t.Errorf("reception's scope: %v %v", ids, all)
	}
	if ids, all := (Actor{}).Desks(); all || ids == nil {
		t.Errorf("nobody's scope must be an empty list, got %v %v", ids, all)
	}
	if _, all := (Actor{Roles: []Role{Coordinator}}).Desks(); !all {
		t.Error("the coordinator sees every desk")
	}
	if _, err := (Actor{Roles: []Role{Admin}}).AuditScope(); err == nil {
		t.Error("the administrator may not read the trail")
	}
	if s, err := (Actor{Roles: []Role{Auditor}}).AuditScope(); err != nil || !s.All {
		t.Errorf("the auditor reads everything: %+v %v", s, err)
	}
}
