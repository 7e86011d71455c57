package auth

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"approdo/app/db/testdb"
	"approdo/app/fault"
)

var boss = Program("test")

func form(email string, roles ...Role) UserForm {
	return UserForm{Email: email, Name: "Bruno Bianchi", Lang: "it", Roles: roles, DeskIDs: []int64{2, 1, 2}}
}

func TestOnlyWhoManagesAccountsTouchesThem(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	u := account(t, tx, "anna@example.it", false, Reception)
	for _, r := range Roles {
		if r == Admin {
			continue
		}
		actor := Actor{UserID: u.ID + 100, Roles: []Role{r}, DeskIDs: []int64{4}}
		_, createErr := g.CreateUser(ctx, tx, actor, form("new@example.it", Editor), noon)
		_, listErr := ListUsers(ctx, tx, actor, UserFilter{})
		for name, err := range map[string]error{
			"create": createErr, "list": listErr,
			"change":  g.ChangeUser(ctx, tx, actor, u.ID, form("x@example.it", Editor), noon),
			"garbage": g.ChangeUser(ctx, tx, actor, u.ID, UserForm{}, noon),
			"disable": g.DisableUser(ctx, tx, actor, u.ID, noon),
			"enable":  g.EnableUser(ctx, tx, actor, u.ID, noon),
			"reset":   g.ResetSecondFactor(ctx, tx, actor, u.ID, noon),
			"link":    g.SendPasswordLink(ctx, tx, actor, u.ID, noon),
		} {
			if !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s may %s: %v", r, name, err)
			}
		}
		if _, err := FindUser(ctx, tx, actor, u.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s finds an account: %v", r, err)
		}
	}
	if own, err := FindUser(ctx, tx, Actor{UserID: u.ID}, u.ID); err != nil || own.ID != u.ID {
		t.Errorf("one's own: %v", err)
	}
}

func TestAccountForms(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	account(t, tx, "taken@example.it", false, Reception)
	change := func(f func(*UserForm)) UserForm {
		x := form("new@example.it", Reception)
		f(&x)
		return x
	}
	for want, f := range map[string]UserForm{
		"email: constraint.users_email_taken": change(func(f *UserForm) { f.Email = "TAKEN@example.it" }),
		"email: auth.user.email_wrong":        change(func(f *UserForm) { f.Email = "x" }),
		"name: auth.user.name_missing":        change(func(f *UserForm) { f.Name = " " }),
		"name: auth.user.name_long":           change(func(f *UserForm) { f.Name = strings.Repeat("è", 121) }),
		"lang: auth.user.lang_wrong":          change(func(f *UserForm) { f.Lang = "ar" }),
		"roles: auth.user.roles_missing":      change(func(f *UserForm) { f.Roles = nil }),
		"roles: auth.user.roles_wrong":        change(func(f *UserForm) { f.Roles = []Role{"root"} }),
		"desks: auth.user.desks_wrong":        change(func(f *UserForm) { f.DeskIDs = []int64{-1} }),
	} {
		if _, err := g.CreateUser(ctx, tx, boss, f, noon); fieldKey(err) != want {
			t.Errorf("create: %s, want %s", fieldKey(err), want)
		}
	}
	id, err := g.CreateUser(ctx, tx, boss, form("new@example.it", Reception), noon)
	if err != nil {
		t.Fatal(err)
	}
	// The savepoint keeps the transaction of this test alive after the violation.
	if err := g.ChangeUser(ctx, tx, boss, id, form("taken@example.it", Editor), noon); fieldKey(err) != "email: constraint.users_email_taken" {
		t.Errorf("change: %v", err)
	}
	if err := g.ChangeUser(ctx, tx, boss, id+1000, form("z@example.it", Editor), noon); !fault.Is(err, fault.NotFound) {
		t.Errorf("unknown: %v", err)
	}
}

func TestListUsers(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	anna := account(t, tx, "anna@example.it", false, Reception)
	bruno := account(t, tx, "bruno@example.it", false, Editor)
	if err := g.DisableUser(ctx, tx, boss, bruno.ID, noon); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		f    UserFilter
		want []int64
	}{
		"enabled": {UserFilter{}, []int64{anna.ID}}, "disabled": {UserFilter{Disabled: true}, []int64{bruno.ID}},
		"by name": {UserFilter{Search: "VERDI"}, []int64{anna.ID}}, "by address": {UserFilter{Search: "anna@"}, []int64{anna.ID}},
		"nothing": {UserFilter{Search: "%"}, nil}, "by role": {UserFilter{Role: Editor}, nil}, "desk": {UserFilter{DeskID: 4}, []int64{anna.ID}},
	} {
		users, err := ListUsers(ctx, tx, boss, c.f)
		var got []int64
		for _, u := range users {
			got = append(got, u.ID)
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v, %v", name, got, c.want, err)
		}
	}
	if names, err := NamesOf(ctx, tx, []int64{anna.ID, 999999}); err != nil || len(names) != 1 || names[anna.ID] != "Anna Verdi" {
		t.Errorf("%v %v", names, err)
	}
}

func TestThereIsAlwaysAnAdministrator(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	one := account(t, tx, "one@example.it", false, Admin)
	actor := Actor{UserID: one.ID, Roles: []Role{Admin}}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"own role":         {g.ChangeUser(ctx, tx, actor, one.ID, form(one.Email, Editor), noon), "roles: auth.user.self"},
		"own account":      {g.DisableUser(ctx, tx, actor, one.ID, noon), "auth.user.self"},
		"own second":       {g.ResetSecondFactor(ctx, tx, actor, one.ID, noon), "auth.user.self"},
		"the last's role":  {g.ChangeUser(ctx, tx, boss, one.ID, form(one.Email, Editor), noon), "roles: auth.user.last_admin"},
		"the last account": {g.DisableUser(ctx, tx, boss, one.ID, noon), "auth.user.last_admin"},
	} {
		if fieldKey(c.err) != c.want {
			t.Errorf("%s: %s, want %s", name, fieldKey(c.err), c.want)
		}
	}
	two := account(t, tx, "two@example.it", false, Admin)
	if err := g.DisableUser(ctx, tx, actor, two.ID, noon); err != nil {
		t.Errorf("one of two: %v", err)
	}
}

func TestTwoAdministratorsCannotRemoveEachOther(t *testing.T) {
	conn, g := testdb.New(t), newGate(t)
	one, two := account(t, conn, "one@example.it", false, Admin), account(t, conn, "two@example.it", false, Admin)
	for range 20 {
		var removed atomic.Int64
		var wg sync.WaitGroup
		for _, pair := range [][2]int64{{one.ID, two.ID}, {two.ID, one.ID}} {
			wg.Go(func() {
				if g.DisableUser(ctx, conn, Actor{UserID: pair[0], Roles: []Role{Admin}}, pair[1], noon) == nil {
					removed.Add(1)
				}
			})
		}
		wg.Wait()
		if left := count(t, conn, `SELECT count(*) FROM users WHERE disabled_at IS NULL`); left != 1 || removed.Load() != 1 {
			t.Fatalf("%d left, %d removed", left, removed.Load())
		}
		if _, err := conn.NewRaw(`UPDATE users SET disabled_at = NULL, disabled_by = NULL`).Exec(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

func TestResetOfALostPhone(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	u := account(t, tx, "anna@example.it", false, Reception)
	_, out := enrolTOTP(t, g, tx, u.Email, noon)
	if err := g.ResetSecondFactor(ctx, tx, boss, u.ID, noon); err != nil {
		t.Fatal(err)
	}
	if after := reload(t, tx, u.ID); after.HasSecondFactor() || after.CodesLeft != 0 {
		t.Errorf("%+v", after)
	}
	if find(t, g, tx, out.Cookie, noon).ID != 0 {
		t.Error("the lost phone's session goes on")
	}
	if in := signIn(t, g, tx, u.Email, noon); in.Session.Stage != StageEnrol {
		t.Errorf("stage %q", in.Session.Stage)
	}
}

func TestDisablingAndEnablingAreQuietTheSecondTime(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	u := account(t, tx, "anna@example.it", false, Editor)
	in := signIn(t, g, tx, u.Email, noon)
	for range 2 {
		if err := g.DisableUser(ctx, tx, boss, u.ID, noon); err != nil {
			t.Fatal(err)
		}
	}
	if find(t, g, tx, in.Cookie, noon).ID != 0 || reload(t, tx, u.ID).Enabled() {
		t.Error("still open")
	}
	for range 2 {
		if err := g.EnableUser(ctx, tx, boss, u.ID, noon); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, tx, `SELECT count(*) FROM audit_entries WHERE action IN ('auth.user_disable', 'auth.user_enable')`); n != 2 {
		t.Errorf("%d rows in the trail", n)
	}
}
