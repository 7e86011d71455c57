package auth

import (
	"net"
	"net/url"
	"runtime"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"approdo/app/fault"
)

// Gate stands between people and what they may open: passwords, second factors,
// sessions, citizens' codes. One per program; safe for use by many at once.
type Gate struct {
	// Signer makes links and sealed values.
	Signer Signer
	// Sessions finds and ends sessions.
	Sessions Sessions

	hasher      *Hasher
	rp          *webauthn.WebAuthn // nil where the address cannot hold passkeys
	issuer      string
	development bool
}

// GateOptions are the settings a Gate needs.
type GateOptions struct {
	Secret []byte
	// BaseURL is the public address; passkeys belong to its host name.
	BaseURL string
	// Issuer is the name an authenticator app shows, the institution's usually.
	Issuer string
	// Development lets demo accounts in, see SkipsSecondStep.
	Development bool
	// Hashers is how many passwords may be hashed at once; half the processors when 0.
	Hashers int
}

// NewGate checks the options and makes the Gate.
func NewGate(o GateOptions) (*Gate, error) {
	if o.Hashers == 0 {
		o.Hashers = max(runtime.NumCPU()/2, 1)
	}
	hasher, err := NewHasher(o.Hashers)
	if err != nil {
		return nil, err
	}
	if o.Issuer == "" {
		o.Issuer = "Approdo"
	}
	signer := NewSigner(o.Secret)
	g := &Gate{Signer: signer, Sessions: NewSessions(signer, o.Development), hasher: hasher, issuer: o.Issuer,
		development: o.Development}
	g.rp, err = relyingParty(o.BaseURL, o.Issuer)
	return g, err
}

// relyingParty is nil without error where browsers refuse passkeys: an address
// that is a number, or plain http off localhost.
func relyingParty(baseURL, name string) (*webauthn.WebAuthn, error) {
	u, err := url.Parse(baseURL)
	if err != nil || u.Host == "" {
		return nil, fault.Wrap(err, "auth: base address "+baseURL)
	}
	host := u.Hostname()
	if net.ParseIP(host) != nil || (u.Scheme != "https" && host != "localhost") {
		return nil, nil
	}
	rp, err := webauthn.New(&webauthn.Config{RPID: host, RPDisplayName: name, RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation})
	return rp, fault.Wrap(err, "auth: passkeys")
}

// Passkeys reports whether the program's address can hold passkeys; screens
// leave them out where it cannot.
func (g *Gate) Passkeys() bool { return g.rp != nil }

// Development reports whether the program runs for its developers.
func (g *Gate) Development() bool { return g.development }
