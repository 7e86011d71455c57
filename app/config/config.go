package config

import (
	"errors"
	"net"
	"net/url"
	"strings"
	"time"
)

// The three values of APPRODO_ENV.
const (
	// EnvDevelopment is a trial on one's own machine: everything has a default.
	EnvDevelopment = "development"
	// EnvTest is a run under the tests; it differs from development by name only.
	EnvTest = "test"
	// EnvProduction serves the public: what is dangerous is refused.
	EnvProduction = "production"
)

// Config holds every setting, checked. The env tags name the variables; doc tags
// are the sentences `approdo config` prints beside them.
type Config struct {
	Env            string        `env:"APPRODO_ENV" envDefault:"development" doc:"development, test or production"`
	Host           string        `env:"HOST" doc:"address to listen on"`
	Port           int           `env:"PORT" envDefault:"8080" doc:"port to listen on"`
	BaseURL        string        `env:"BASE_URL" doc:"address people type, without a slash at the end"`
	DataDir        string        `env:"DATA_DIR" envDefault:"./data" doc:"folder of files, secret and private database"`
	DatabaseURL    string        `env:"DATABASE_URL" secret:"url" doc:"PostgreSQL; empty: a private one in DATA_DIR"`
	SMTPURL        string        `env:"SMTP_URL" secret:"url" doc:"mail server; empty: the catcher inside the program"`
	MailFrom       string        `env:"MAIL_FROM" doc:"sender of every mail"`
	SMSURL         string        `env:"SMS_URL" secret:"gateway" doc:"SMS gateway; empty: no SMS"`
	SMSToken       string        `env:"SMS_TOKEN" secret:"text" doc:"token of the SMS gateway, if it wants one"`
	Secret         []byte        `env:"-" name:"APPRODO_SECRET" secret:"bytes" doc:"key of links and sessions, 32 characters or more"`
	TrustedProxies []string      `env:"TRUSTED_PROXIES" doc:"addresses or networks of the reverse proxies, separated by commas"`
	DKIMDomain     string        `env:"DKIM_DOMAIN" doc:"domain that signs mail"`
	DKIMSelector   string        `env:"DKIM_SELECTOR" doc:"selector of the signing key"`
	DKIMKeyFile    string        `env:"DKIM_KEY_FILE" doc:"file with the private signing key"`
	Chromium       string        `env:"CHROMIUM_PATH" doc:"the Chromium that makes PDFs; empty: looked for, off: no PDFs"`
	Soffice        string        `env:"SOFFICE_PATH" doc:"the LibreOffice that makes PDFs of DOCX and ODT; empty: looked for, off: none"`
	Clamd          string        `env:"CLAMD_ADDRESS" doc:"the clamd that looks at uploads, host:port on this machine or a socket; empty: none"`
	ClockOffset    time.Duration `env:"APPRODO_CLOCK" doc:"moves the clock, for trials only, such as +36h"`

	from map[string]string
}

// Development reports whether this is a trial on somebody's own machine.
func (c Config) Development() bool { return c.Env == EnvDevelopment }

// Production reports whether the public is served.
func (c Config) Production() bool { return c.Env == EnvProduction }

// Loopback reports whether only this machine can reach the program: it listens
// on a loopback address and calls itself by one.
func (c Config) Loopback() bool {
	u, err := url.Parse(c.BaseURL)
	return err == nil && loopback(c.Host) && loopback(u.Hostname())
}

// Secure reports whether people reach the program over https.
func (c Config) Secure() bool { return strings.HasPrefix(c.BaseURL, "https://") }

// Addr is what to listen on, host:port.
func (c Config) Addr() string { return net.JoinHostPort(c.Host, itoa(c.Port)) }

// Now is the time, moved by APPRODO_CLOCK outside production.
func (c Config) Now() time.Time { return time.Now().Add(c.ClockOffset) }

// Load reads the settings from environ, a list of NAME=value as os.Environ
// gives. It returns every mistake at once as Mistakes; the Config returned
// beside them holds what could be read and serves only to be printed.
// In development it makes DATA_DIR/secret when there is none.
func Load(environ []string) (Config, error) {
	var l loader
	l.environment(environ)
	l.files()
	l.parse()
	l.unknown()
	l.defaults()
	l.check()
	l.secret()
	if len(l.mistakes) > 0 {
		return l.c, l.mistakes
	}
	return l.c, nil
}

// Mistakes are the sentences about settings that are wrong, one per setting.
type Mistakes []string

// Error puts one sentence on each line.
func (m Mistakes) Error() string {
	return "these settings need attention:\n  - " + strings.Join(m, "\n  - ")
}

// AsMistakes gives the sentences held in err, nil when it holds none.
func AsMistakes(err error) []string {
	var m Mistakes
	if errors.As(err, &m) {
		return m
	}
	return nil
}
