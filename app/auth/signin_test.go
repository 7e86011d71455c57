package auth

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/fault"
)

var ctx = context.Background()

func TestPasswordAloneOpensWhereNoSecondFactorIsNeeded(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	u := account(t, tx, "editor@example.it", false, Editor)
	in := signIn(t, g, tx, " Editor@Example.IT ", noon)
	a := in.Session.Actor()
	if in.Session.Stage != StageFull || a.UserID != u.ID || a.Name != "Anna Verdi" || !slices.Equal(a.DeskIDs, []int64{4}) || a.SessionID != in.Session.ID {
		t.Errorf("%+v", in.Session)
	}
	if got := reload(t, tx, u.ID).SignedInAt; !got.Equal(noon) {
		t.Errorf("last sign-in %v", got)
	}
	if got := trail(t, tx); !slices.Equal(got, []string{"auth.signin user:" + fmt.Sprint(u.ID)}) {
		t.Error(got)
	}
}

// The same answer, the same work: every way of failing hashes once and says the same.
func TestNoUserEnumeration(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	account(t, tx, "known@example.it", false, Editor)
	account(t, tx, "demo@example.it", true, Editor)
	off := account(t, tx, "off@example.it", false, Editor)
	if err := g.DisableUser(ctx, tx, Program("test"), off.ID, noon); err != nil {
		t.Fatal(err)
	}
	if _, err := insertUser(ctx, tx, Program("test"), newUser{UserForm: UserForm{Email: "invited@example.it", Name: "X", Lang: "it"}}, noon); err != nil {
		t.Fatal(err)
	}
	for _, c := range [][2]string{
		{"known@example.it", "not the password"}, {"known@example.it", ""}, {"nobody@example.it", goodPassword}, {"off@example.it", goodPassword},
		{"invited@example.it", goodPassword}, {"invited@example.it", ""}, {"demo@example.it", goodPassword}, {"", ""}, {"x", "nobody has this password"},
		{"known@example.it", string(make([]byte, 4000))},
	} {
		before := g.hasher.calls.Load()
		_, err := g.SignIn(ctx, tx, browser(), c[0], c[1], noon)
		if key := fieldKey(err); key != "email: auth.signin.wrong" {
			t.Errorf("%q: %s", c[0], key)
		}
		if n := g.hasher.calls.Load() - before; n != 1 {
			t.Errorf("%q cost %d hashes, want 1", c[0], n)
		}
	}
	if n := count(t, tx, `SELECT count(*) FROM audit_entries WHERE action = 'auth.signin_fail' AND data <> '{}'`); n != 0 {
		t.Errorf("%d rows of the trail hold what was typed", n)
	}
}

func TestLockGrowsAndIsTheSameForUnknownAddresses(t *testing.T) {
	for _, email := range []string{"known@example.it", "nobody@example.it"} {
		t.Run(email, func(t *testing.T) {
			tx, g := testdb.Tx(t), newGate(t)
			account(t, tx, "known@example.it", false, Editor)
			try := func(at time.Time) error {
				_, err := g.SignIn(ctx, tx, browser(), email, "sbagliata", at)
				return err
			}
			now := noon
			for range 5 {
				if key := fieldKey(try(now)); key != "email: auth.signin.wrong" {
					t.Fatalf("free attempt: %s", key)
				}
			}
			for _, wait := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute} {
				hashes := g.hasher.calls.Load()
				f, _ := fault.As(try(now.Add(wait - time.Second)))
				if f == nil || f.Kind != fault.TooMany || f.Key != "auth.signin.locked" || f.Args["Seconds"] != 1 {
					t.Fatalf("after %v: %v", wait, f)
				}
				if g.hasher.calls.Load() != hashes {
					t.Error("a closed door still hashes")
				}
				now = now.Add(wait)
				if key := fieldKey(try(now)); key != "email: auth.signin.wrong" {
					t.Fatalf("after the wait: %s", key)
				}
			}
			if n := count(t, tx, `SELECT count(*) FROM audit_entries WHERE action = 'auth.lock'`); n != 4 {
				t.Errorf("%d locks in the trail, want 4", n)
			}
		})
	}
}

func TestTheRightPasswordWaitsToo(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	account(t, tx, "known@example.it", false, Editor)
	for range 5 {
		_, _ = g.SignIn(ctx, tx, browser(), "known@example.it", "sbagliata", noon)
	}
	if _, err := g.SignIn(ctx, tx, browser(), "known@example.it", goodPassword, noon.Add(time.Second)); !fault.Is(err, fault.TooMany) {
		t.Fatalf("locked, but %v", err)
	}
	signIn(t, g, tx, "known@example.it", noon.Add(time.Minute))
	for range 4 { // forgiven: four more mistakes cost nothing
		if _, err := g.SignIn(ctx, tx, browser(), "known@example.it", "sbagliata", noon.Add(time.Minute)); fault.Is(err, fault.TooMany) {
			t.Fatal("a good sign-in did not forgive")
		}
	}
}

func TestANetworkIsLockedToo(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	account(t, tx, "known@example.it", false, Editor)
	for i := range 30 {
		if _, err := g.SignIn(ctx, tx, browser(), fmt.Sprintf("u%d@example.it", i), "x", noon); fault.Is(err, fault.TooMany) {
			t.Fatalf("attempt %d locked already", i)
		}
	}
	if _, err := g.SignIn(ctx, tx, browser(), "known@example.it", goodPassword, noon); !fault.Is(err, fault.TooMany) {
		t.Fatalf("the network goes on: %v", err)
	}
	elsewhere := browser()
	elsewhere.Address = "198.51.100.7"
	if _, err := g.SignIn(ctx, tx, elsewhere, "known@example.it", goodPassword, noon); err != nil {
		t.Errorf("another network is shut out: %v", err)
	}
}

// Guesses sent all at once are counted before they are judged.
func TestParallelGuessesDoNotSlipPastTheLock(t *testing.T) {
	conn, g := testdb.New(t), newGate(t)
	account(t, conn, "known@example.it", false, Editor)
	var judged atomic.Int64
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			_, err := g.SignIn(ctx, conn, browser(), "known@example.it", "sbagliata", noon)
			switch {
			case fault.Is(err, fault.Invalid):
				judged.Add(1)
			case !fault.Is(err, fault.TooMany):
				t.Errorf("%v", err)
			}
		})
	}
	wg.Wait()
	if n := judged.Load(); n != 5 {
		t.Errorf("%d guesses were judged, want 5", n)
	}
}

func TestDemoAccounts(t *testing.T) {
	for _, c := range []struct {
		name    string
		dev     bool
		address string
		want    Stage
	}{
		{"development, loopback", true, "127.0.0.1", StageDemo},
		{"development, network", true, "192.168.1.20", StageEnrol},
		{"production, loopback", false, "127.0.0.1", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			tx, g := testdb.Tx(t), newGate(t, func(o *GateOptions) { o.Development = c.dev })
			ids, err := SeedDemo(ctx, tx, []DemoUser{{Email: "demo@example.it", Name: "Demo", Lang: "it", Roles: []Role{Reception}}}, goodPassword, noon)
			if err != nil || ids["demo@example.it"] == 0 {
				t.Fatal(ids, err)
			}
			b := browser()
			b.Address = c.address
			in, err := g.SignIn(ctx, tx, b, "demo@example.it", goodPassword, noon)
			if (err != nil) != (c.want == "") || in.Session.Stage != c.want {
				t.Fatalf("stage %q, %v", in.Session.Stage, err)
			}
			if c.want != StageDemo {
				return
			}
			if !in.Session.Actor().May(AppointmentsManage) {
				t.Error("the demo account may nothing")
			}
			if s, _ := newGate(t).Sessions.Find(ctx, tx, in.Cookie, noon); s.ID != 0 {
				t.Error("its session opens the program in production")
			}
		})
	}
}

func TestSeedIsQuietTheSecondTime(t *testing.T) {
	tx := testdb.Tx(t)
	demo := []DemoUser{{Email: "demo@example.it", Name: "Demo", Lang: "it", Roles: []Role{Reception}, DeskIDs: []int64{1, 2}}}
	first, err := SeedDemo(ctx, tx, demo, goodPassword, noon)
	if err != nil {
		t.Fatal(err)
	}
	again, err := SeedDemo(ctx, tx, demo, "another demo password", noon)
	if err != nil || again["demo@example.it"] != first["demo@example.it"] {
		t.Errorf("%v %v %v", first, again, err)
	}
}

func TestCreateAdmin(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	id, err := CreateAdmin(ctx, tx, "Capo@Example.it", "Carla Neri", goodPassword, noon)
	if err != nil {
		t.Fatal(err)
	}
	if u := reload(t, tx, id); u.Email != "capo@example.it" || !u.Has(Admin) || u.Demo {
		t.Errorf("%+v", u)
	}
	if in := signIn(t, g, tx, "capo@example.it", noon); in.Session.Stage != StageEnrol {
		t.Errorf("an administrator must enrol, got %q", in.Session.Stage)
	}
	for want, in := range map[string][3]string{
		"email: constraint.users_email_taken": {"capo@example.it", "X", goodPassword},
		"email: auth.user.email_wrong":        {"capo", "X", goodPassword},
		"name: auth.user.name_missing":        {"b@example.it", " ", goodPassword},
		"password: auth.password.short":       {"b@example.it", "X", "breve"},
	} {
		if _, err := CreateAdmin(ctx, tx, in[0], in[1], in[2], noon); fieldKey(err) != want {
			t.Errorf("%v: %s, want %s", in, fieldKey(err), want)
		}
	}
}

// A flood of sign-ins waits for a slot, and gives up with its request.
func TestHashingIsBounded(t *testing.T) {
	h, err := NewHasher(1)
	if err != nil {
		t.Fatal(err)
	}
	h.slots <- struct{}{} // somebody is hashing
	short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	if _, err := h.Matches(short, "x", ""); !fault.Is(err, fault.Unavailable) {
		t.Errorf("did not wait: %v", err)
	}
	<-h.slots
	if hash, err := h.Hash(ctx, "caffè corretto"); err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Error(hash, err)
	} else if ok, err := h.Matches(ctx, "caffe\u0300 corretto", hash); !ok || err != nil {
		t.Errorf("the same password from another keyboard: %v %v", ok, err)
	}
}
