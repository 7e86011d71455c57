package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"approdo/app/config"
)

// production is a set of settings without a mistake.
func production(t *testing.T, more ...string) []string {
	t.Helper()
	return append([]string{
		"APPRODO_ENV=production", "DATA_DIR=" + t.TempDir(),
		"APPRODO_SECRET=0123456789abcdef0123456789abcdef",
		"BASE_URL=https://sportello.comune.example.it/",
		"SMTP_URL=smtp://posta:sesamo@mail.example.it:587",
		"DATABASE_URL=postgres://approdo:sesamo@db.example.it/approdo?sslmode=verify-full",
	}, more...)
}

func TestNothingConfigured(t *testing.T) {
	t.Chdir(t.TempDir())
	c, err := config.Load([]string{"PATH=/bin", "HOME=/root", "LANG="})
	if err != nil {
		t.Fatal(err)
	}
	if !c.Development() || c.Production() || c.Host != "127.0.0.1" || c.Port != 8080 || c.Addr() != "127.0.0.1:8080" {
		t.Errorf("defaults are %s on %s", c.Env, c.Addr())
	}
	if c.BaseURL != "http://localhost:8080" || !c.Loopback() || c.Secure() {
		t.Errorf("base URL is %s", c.BaseURL)
	}
	if !filepath.IsAbs(c.DataDir) || filepath.Base(c.DataDir) != "data" {
		t.Errorf("data folder is %s", c.DataDir)
	}
	if c.MailFrom != "Approdo <noreply@localhost>" || c.DatabaseURL != "" || c.SMTPURL != "" {
		t.Errorf("mail from %q, database %q, mail server %q", c.MailFrom, c.DatabaseURL, c.SMTPURL)
	}
}

func TestProductionWithoutMistakes(t *testing.T) {
	c, err := config.Load(production(t, "TRUSTED_PROXIES= 10.0.0.5 , 192.168.0.0/16, 2001:db8::/32,", "PORT=443"))
	if err != nil {
		t.Fatal(err)
	}
	if !c.Production() || c.Addr() != "0.0.0.0:443" || c.Loopback() || !c.Secure() {
		t.Errorf("%s on %s at %s", c.Env, c.Addr(), c.BaseURL)
	}
	if c.BaseURL != "https://sportello.comune.example.it" || c.MailFrom != "Approdo <noreply@sportello.comune.example.it>" {
		t.Errorf("base %s, mail from %s", c.BaseURL, c.MailFrom)
	}
	if strings.Join(c.TrustedProxies, " ") != "10.0.0.5 192.168.0.0/16 2001:db8::/32" {
		t.Errorf("proxies %q", c.TrustedProxies)
	}
	if string(c.Secret) != "0123456789abcdef0123456789abcdef" {
		t.Errorf("secret %q", c.Secret)
	}
}

// Each line is a wrong setting and words of the sentence it must bring.
func TestMistakes(t *testing.T) {
	for _, x := range []struct{ set, words string }{
		{"APPRODO_ENV=prod", "write development, test or production"},
		{"PORT=eighty", `PORT is "eighty": write a whole number`},
		{"PORT=0", "PORT is 0"},
		{"PORT=70000", "PORT is 70000"},
		{"PORT=99999999999999", "PORT is"},
		{"APPRODO_CLOCK=tomorrow", "write a length of time such as +36h"},
		{"APPRODO_CLOCK=1h", "refused in production"},
		{"APPRODO_SECRET=short", "is 5 characters long: use at least 32"},
		{"APPRODO_SECRET=", "APPRODO_SECRET is missing"},
		{"SOFFICE_PATH=/no/such/soffice", "name LibreOffice, such as"},
		{"CLAMD_ADDRESS=av.example.it:3310", "write 127.0.0.1:3310"},
		{"CLAMD_ADDRESS=127.0.0.1", "write 127.0.0.1:3310"},
		{"BASE_URL=", "BASE_URL is missing"},
		{"BASE_URL=http://sportello.example.it", "must begin with https://"},
		{"BASE_URL=sportello.example.it", "BASE_URL is not a web address"},
		{"BASE_URL=https://example.it/sportello", "must end after the host: write https://example.it."},
		{"SMTP_URL=", "SMTP_URL is missing"},
		{"SMTP_URL=mail.example.it:25", "SMTP_URL is not a mail server"},
		{"SMTP_URL=smtp://sesamo:%zz@mail", "SMTP_URL is not a mail server"},
		{"DATABASE_URL=postgres://a:sesamo@db/approdo", "sslmode=verify-full"},
		{"DATABASE_URL=postgres://a:sesamo@db/approdo?sslmode=require", "sslmode=verify-full"},
		{"DATABASE_URL=postgres:///d?host=/run/postgresql postgres://a:sesamo@db/approdo", "DATABASE_URL (number 2)"},
		{"DATABASE_URL=mysql://a:sesamo@db/approdo", "is not a PostgreSQL address"},
		{"DATABASE_URL=postgres://a:sesamo@db:port/approdo", "is not a PostgreSQL address"},
		{"SMS_URL=http://sms.example.it/?k=sesamo", "SMS_URL: the address of the SMS gateway must begin with https://"},
		{"SMS_URL=https://sms.example.it/?k=sesamo&to={{to}}", "both {{to}} and {{text}}"},
		{"SMS_TOKEN=sesamo", "SMS_TOKEN is set without SMS_URL"},
		{"MAIL_FROM=sportello", "write an address such as"},
		{"TRUSTED_PROXIES=10.0.0.300", `TRUSTED_PROXIES holds "10.0.0.300"`},
		{"DKIM_DOMAIN=example.it", "set all three or none"},
		{"DKIM_KEY_FILE=/no/such/key", "DKIM_KEY_FILE: the file /no/such/key cannot be read (no such file or directory)"},
		{"APPRODO_SECRET_FILE=/no/such/secret", "both set"},
		{"SMTP_URL_FILE=/no/such/file", "both set"},
		{"APPRODO_SECRETS=x", "APPRODO_SECRETS is not a setting of Approdo"},
	} {
		t.Run(x.set, func(t *testing.T) {
			_, err := config.Load(production(t, x.set))
			if err == nil || !strings.Contains(err.Error(), x.words) {
				t.Errorf("got %v, want a sentence with %q", err, x.words)
			}
			if err != nil && strings.Contains(err.Error(), "sesamo") {
				t.Errorf("the sentence tells a password: %v", err)
			}
		})
	}
}

func TestAllMistakesAtOnce(t *testing.T) {
	_, err := config.Load([]string{
		"APPRODO_ENV=production", "DATA_DIR=" + t.TempDir(), "PORT=x", "APPRODO_CLOCK=x", "TRUSTED_PROXIES=x",
		"DKIM_SELECTOR=x", "APPRODO_X=x", "DATABASE_URL=x", "MAIL_FROM=x",
	})
	said := config.AsMistakes(err)
	for _, name := range []string{
		"PORT", "APPRODO_CLOCK", "TRUSTED_PROXIES", "DKIM_DOMAIN", "APPRODO_X", "DATABASE_URL", "MAIL_FROM",
		"BASE_URL", "SMTP_URL", "APPRODO_SECRET",
	} {
		n := 0
		for _, s := range said {
			if strings.HasPrefix(s, name+" ") || strings.HasPrefix(s, name+",") {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d sentences about %s in %q", n, name, said)
		}
	}
}

func TestLocalDatabaseNeedsNoCertificate(t *testing.T) {
	for _, dsn := range []string{
		"postgres://a:b@localhost/d", "postgres://a:b@127.0.0.1:5433/d", "postgres://a:b@[::1]/d",
		"postgres://a:b@/d?host=/run/postgresql", "unix://a:b@d/run/postgresql/.s.PGSQL.5432", "",
	} {
		if _, err := config.Load(production(t, "DATABASE_URL="+dsn)); err != nil {
			t.Errorf("%q: %v", dsn, err)
		}
	}
}

func TestSecretsFromFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	set := production(t, "DATABASE_URL=", "SMTP_URL=", "APPRODO_SECRET=",
		"DATABASE_URL_FILE="+write("db", "postgres://a:b@localhost/d\n"),
		"SMTP_URL_FILE="+write("smtp", "smtps://a:b@mail:465\n"),
		"APPRODO_SECRET_FILE="+write("key", "  a secret that is long enough to pass \n"))
	c, err := config.Load(set)
	if err != nil {
		t.Fatal(err)
	}
	if c.DatabaseURL != "postgres://a:b@localhost/d" || c.SMTPURL != "smtps://a:b@mail:465" || string(c.Secret) != "a secret that is long enough to pass" {
		t.Errorf("read %q, %q, %q", c.DatabaseURL, c.SMTPURL, c.Secret)
	}
	_, err = config.Load(production(t, "APPRODO_SECRET=", "APPRODO_SECRET_FILE="+write("empty", "\n"), "SMTP_URL=", "SMTP_URL_FILE="+dir+"/none"))
	said := strings.Join(config.AsMistakes(err), "\n")
	if !strings.Contains(said, "empty is empty") || !strings.Contains(said, "none cannot be read (no such file or directory)") {
		t.Errorf("said %s", said)
	}
	if strings.Contains(said, "APPRODO_SECRET is missing") {
		t.Error("a file that cannot be used is reported twice")
	}
}

func TestSecretIsMadeOnceAndKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	set := []string{"DATA_DIR=" + dir}
	var wg sync.WaitGroup
	secrets := make([]string, 8)
	for i := range secrets {
		wg.Go(func() {
			c, err := config.Load(set)
			if err != nil {
				t.Error(err)
			}
			secrets[i] = string(c.Secret)
		})
	}
	wg.Wait()
	for _, s := range secrets {
		if s != secrets[0] || len(s) != 64 {
			t.Errorf("secrets differ or are short: %q, %q", s, secrets[0])
		}
	}
	fi, err := os.Stat(filepath.Join(dir, "secret"))
	if err != nil || fi.Mode().Perm() != 0o600 {
		t.Errorf("secret file: %v, %v", fi.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".secret-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := os.WriteFile(filepath.Join(dir, "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := config.Load(set); err == nil || !strings.Contains(err.Error(), "is damaged") {
		t.Errorf("a damaged secret: %v", err)
	}
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := config.Load([]string{"DATA_DIR=" + blocked}); err == nil || !strings.Contains(err.Error(), "make the folder writable") {
		t.Errorf("a data folder that is a file: %v", err)
	}
}

func TestClock(t *testing.T) {
	c, err := config.Load([]string{"DATA_DIR=" + t.TempDir(), "APPRODO_CLOCK=+36h", "APPRODO_ENV=test"})
	if err != nil {
		t.Fatal(err)
	}
	if moved := time.Until(c.Now()); moved < 35*time.Hour || moved > 36*time.Hour {
		t.Errorf("the clock moved by %v", moved)
	}
}

func TestRedacted(t *testing.T) {
	c, err := config.Load(production(t, "PORT=9000", "DKIM_KEY_FILE=",
		"SMS_URL=https://u:sesamo@sms.example.it/sesamo?k=sesamo", "SMS_TOKEN=sesamo",
		"DATABASE_URL=postgres://a:sesamo@localhost/d?password=sesamo postgres://localhost:5433/d"))
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]config.Setting{}
	var all strings.Builder
	for _, s := range c.Redacted() {
		shown[s.Name] = s
		all.WriteString(s.Name + "=" + s.Value + "\n")
		if s.Doc == "" {
			t.Errorf("%s has no explanation", s.Name)
		}
	}
	for name, want := range map[string]string{
		"PORT": "9000", "SMTP_URL": "smtp://posta:xxxxx@mail.example.it:587", "APPRODO_SECRET": "(32 bytes, not shown)",
		"DATABASE_URL": "postgres://a:xxxxx@localhost/d?password=xxxxx postgres://localhost:5433/d", "HOST": "0.0.0.0",
		"APPRODO_CLOCK": "0s", "DKIM_KEY_FILE": "", "SMS_URL": "https://sms.example.it/(not shown)", "SMS_TOKEN": "(not shown)",
	} {
		if shown[name].Value != want {
			t.Errorf("%s is shown as %q, want %q", name, shown[name].Value, want)
		}
	}
	if shown["PORT"].Source != "environment" || shown["HOST"].Source != "default" {
		t.Errorf("sources: PORT %q, HOST %q", shown["PORT"].Source, shown["HOST"].Source)
	}
	if s := all.String(); strings.Contains(s, "sesamo") || strings.Contains(s, "0123456789abcdef") {
		t.Errorf("a secret is shown:\n%s", s)
	}
	bad, _ := config.Load([]string{"DATA_DIR=" + t.TempDir(), "DATABASE_URL=a:sesamo@b"})
	for _, s := range bad.Redacted() {
		if strings.Contains(s.Value, "sesamo") {
			t.Errorf("%s shows %q", s.Name, s.Value)
		}
	}
}
