package auth

import (
	"context"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"approdo/app/fault"
)

// Lengths of a password, in characters.
const (
	PasswordMin = 12
	PasswordMax = 128
)

// Hasher turns passwords into argon2id hashes (19 MiB, two passes: OWASP's
// floor, about 30 ms). It lets only a few run at once: a flood of sign-ins waits
// here instead of taking the processor away from the portal.
type Hasher struct {
	slots  chan struct{}
	calls  atomic.Int64
	params *argon2id.Params
	dummy  string
}

var errBusy = fault.New(fault.Unavailable, "error.503.title")

func hashParams() *argon2id.Params {
	return &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

// NewHasher makes one that hashes at most n passwords at a time (1 when n < 1).
func NewHasher(n int) (*Hasher, error) { return newHasher(n, hashParams()) }

func newHasher(n int, params *argon2id.Params) (*Hasher, error) {
	dummy, err := argon2id.CreateHash("nobody has this password", params)
	return &Hasher{slots: make(chan struct{}, max(n, 1)), params: params, dummy: dummy}, fault.Wrap(err, "auth: first hash")
}

// Hash gives the hash to store.
func (h *Hasher) Hash(ctx context.Context, password string) (hash string, err error) {
	err = h.run(ctx, func() error {
		hash, err = argon2id.CreateHash(fold(password), h.params)
		return err
	})
	return hash, err
}

// Matches reports whether the password made the hash. An empty hash, i.e. no
// such account, costs the same work and never matches.
func (h *Hasher) Matches(ctx context.Context, password, hash string) (ok bool, err error) {
	known := hash != ""
	if !known {
		hash = h.dummy
	}
	err = h.run(ctx, func() error {
		ok, err = argon2id.ComparePasswordAndHash(fold(password), hash)
		return err
	})
	return ok && known, err
}

func (h *Hasher) run(ctx context.Context, fn func() error) error {
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return errBusy
	}
	defer func() { <-h.slots }()
	h.calls.Add(1)
	return fault.Wrap(fn(), "auth: hash")
}

// fold makes the same password typed on two keyboards the same bytes.
func fold(password string) string { return norm.NFKC.String(password) }

// checkPassword adds what is wrong with a new password to the check: its length,
// being one everybody tries, holding the person's own name or address. There is
// no rule about kinds of characters (NIST SP 800-63B).
func checkPassword(c *fault.Check, field, password, name, email string) {
	switch n := utf8.RuneCountInString(password); {
	case n < PasswordMin:
		c.Add(field, "auth.password.short", "Min", PasswordMin)
	case n > PasswordMax:
		c.Add(field, "auth.password.long", "Max", PasswordMax)
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		c.Add(field, "auth.password.common")
	case holdsOwn(password, name, email):
		c.Add(field, "auth.password.own")
	case isCommon(password):
		c.Add(field, "auth.password.common")
	}
}

// holdsOwn looks for words of at least four letters of the name or the address.
func holdsOwn(password, name, email string) bool {
	local, domain, _ := strings.Cut(strings.ToLower(email), "@")
	host, _, _ := strings.Cut(domain, ".")
	words := strings.FieldsFunc(strings.ToLower(name)+" "+local, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	low := strings.ToLower(fold(password))
	for _, w := range append(words, host) {
		if utf8.RuneCountInString(w) >= 4 && strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// isCommon reports whether the password is one of those everybody tries first,
// whatever digits and signs were put round it, a run of the keyboard, or a few
// characters repeated.
func isCommon(password string) bool {
	low := strings.ToLower(fold(password))
	core := strings.TrimFunc(unleet(low), func(r rune) bool { return !unicode.IsLetter(r) })
	seen := map[rune]bool{}
	for _, r := range low {
		seen[r] = true
	}
	if len(seen) < 5 {
		return true
	}
	for _, run := range []string{"01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm"} {
		if strings.Contains(run, low) || (core != "" && len(core) >= 6 && strings.Contains(run, core)) {
			return true
		}
	}
	for _, w := range commonWords() {
		if core != "" && strings.Trim(strings.ReplaceAll(core, w, ""), "-_. ") == "" {
			return true
		}
	}
	return false
}

// unleet undoes the usual disguises, digits at the end excepted: those are trimmed.
func unleet(s string) string {
	trimmed := strings.TrimRightFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	return strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i").Replace(trimmed)
}

// commonWords are the cores of the passwords most often found in leaks, Italian
// ones among them, and the words this program suggests by itself.
func commonWords() []string {
	return strings.Fields(`password passwort passw motdepasse parola segreta segreto qwerty qwertyuiop asdfgh asdfghjkl zxcvbn
		admin administrator amministratore amministrazione root user utente guest ospite test testing prova demo
		welcome benvenuto benvenuta benvenuti hello ciao buongiorno letmein iloveyou tiamo amore amoremio princess principessa
		dragon drago monkey football calcio juventus milan inter napoli roma lazio forzanapoli forzaroma forzajuve forzamilan
		sunshine superman batman pokemon master shadow michael jordan charlie andrea francesco francesca giuseppe giovanni
		alessandro alessandra antonio antonella mattia lorenzo martina giulia stella estate inverno primavera autunno
		italia bari puglia comune municipio sportello orientamento lavoro ufficio approdo computer internet changeme cambiami
		default temporanea temporaneo provvisoria nuova nuovapassword abc abcd aaa abcabc correcthorsebatterystaple`)
}
