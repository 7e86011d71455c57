package auth

import (
	"context"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/pquerna/otp/totp"
	"github.com/uptrace/bun"

	"approdo/app/db/testdb"
	"approdo/app/fault"
)

func TestMain(m *testing.M) { testdb.Main(m) }

const (
	goodPassword = "tramontana tutto l'anno"
	newPassword  = "scirocco da sud ovest"
)

func newGate(t *testing.T, change ...func(*GateOptions)) *Gate {
	t.Helper()
	o := GateOptions{Secret: secret, BaseURL: "https://lavoro.comune.example", Issuer: "Sportello", Hashers: 4}
	for _, f := range change {
		f(&o)
	}
	g, err := NewGate(o)
	if err != nil {
		t.Fatal(err)
	}
	g.hasher = cheapHasher(t)
	return g
}

// cheapHasher does next to no work: what is tested is how often it is asked.
func cheapHasher(t *testing.T) *Hasher {
	t.Helper()
	h, err := newHasher(4, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// account opens an account with goodPassword.
func account(t *testing.T, idb bun.IDB, email string, demo bool, roles ...Role) User {
	t.Helper()
	hash, err := cheapHasher(t).Hash(context.Background(), goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	id, err := insertUser(context.Background(), idb, Program("test"), newUser{hash: hash, demo: demo,
		UserForm: UserForm{Email: email, Name: "Anna Verdi", Lang: "it", Roles: roles, DeskIDs: []int64{4}}}, noon)
	if err != nil {
		t.Fatal(err)
	}
	return reload(t, idb, id)
}

func reload(t *testing.T, idb bun.IDB, id int64) User {
	t.Helper()
	u, err := findUser(context.Background(), idb, "u.id = ?", id)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func browser() Browser {
	return Browser{Address: "93.184.216.34", Agent: "Mozilla/5.0 (prova)", Lang: "it"}
}

// signIn gives the session after the password.
func signIn(t *testing.T, g *Gate, idb bun.IDB, email string, now time.Time) SignedIn {
	t.Helper()
	in, err := g.SignIn(context.Background(), idb, browser(), email, goodPassword, now)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// enrolTOTP sets up an authenticator app for an account that must have one and
// gives its secret, the full session and the recovery codes.
func enrolTOTP(t *testing.T, g *Gate, idb bun.IDB, email string, now time.Time) (word string, out Enrolled) {
	t.Helper()
	in := signIn(t, g, idb, email, now)
	if in.Session.Stage != StageEnrol {
		t.Fatalf("stage %q, want enrol", in.Session.Stage)
	}
	setup, err := g.BeginTOTP(context.Background(), idb, in.Session, "", now)
	if err != nil {
		t.Fatal(err)
	}
	b := browser()
	b.Session = in.Session
	out, err = g.ConfirmTOTP(context.Background(), idb, b, setup.Sealed, codeAt(t, setup.Secret, now), "", now)
	if err != nil {
		t.Fatal(err)
	}
	return setup.Secret, out
}

func codeAt(t *testing.T, word string, at time.Time) string {
	t.Helper()
	clean := ""
	for _, r := range word {
		if r != ' ' {
			clean += string(r)
		}
	}
	code, err := totp.GenerateCode(clean, at)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// wrongCode is six digits that are not the code of that moment nor its neighbours.
func wrongCode(t *testing.T, word string, at time.Time) string {
	t.Helper()
	taken := map[string]bool{}
	for _, d := range []time.Duration{-30 * time.Second, 0, 30 * time.Second} {
		taken[codeAt(t, word, at.Add(d))] = true
	}
	for _, c := range []string{"000000", "111111", "222222", "333333"} {
		if !taken[c] {
			return c
		}
	}
	t.Fatal("no wrong code left")
	return ""
}

// fieldKey is the key of the first field of an Invalid fault, else the error's kind or key.
func fieldKey(err error) string {
	f, ok := fault.As(err)
	switch {
	case err == nil:
		return ""
	case !ok:
		return err.Error()
	case len(f.Fields) > 0:
		return f.Fields[0].Name + ": " + f.Fields[0].Key
	}
	return f.Key
}

func trail(t *testing.T, idb bun.IDB) []string {
	t.Helper()
	var actions []string
	err := idb.NewRaw(`SELECT action || ' ' || actor FROM audit_entries WHERE action <> 'auth.user_create' ORDER BY id`).Scan(context.Background(), &actions)
	if err != nil {
		t.Fatal(err)
	}
	return actions
}

func count(t *testing.T, idb bun.IDB, query string, args ...any) (n int) {
	t.Helper()
	if err := idb.NewRaw(query, args...).Scan(context.Background(), &n); err != nil {
		t.Fatal(err)
	}
	return n
}
