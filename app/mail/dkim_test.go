package mail

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"
	"github.com/uptrace/bun"
)

func TestDKIMSignaturesAreValid(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	public, private, err := ed25519.GenerateKey(rand.Reader)
	must(t, err)
	rsaPublic, err := x509.MarshalPKIXPublicKey(&rsaKey.PublicKey)
	must(t, err)
	for name, c := range map[string]struct {
		key    crypto.Signer
		record string
	}{
		"rsa":     {rsaKey, "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(rsaPublic)},
		"ed25519": {private, "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)},
	} {
		for _, lang := range []string{"it", "ar"} {
			t.Run(name+" "+lang, func(t *testing.T) {
				box := catch(t)
				o := options(t, box.URL())
				o.DKIMDomain, o.DKIMSelector, o.DKIMKeyFile = "comune.example", "s1", keyFile(t, c.key)
				o.Composers["test.hello"] = func(context.Context, bun.IDB, Message) (*Content, error) {
					x := hello()
					x.Unsubscribe = "https://portale.example/newsletter/x"
					x.Attachments = []Attachment{{"a.ics", "text/calendar; method=CANCEL", []byte(calendarFile)}, {"b.pdf", "application/pdf", []byte("%PDF-1.7")}}
					return x, nil
				}
				d := open(t, o)
				d.queue(t, Message{SubjectID: 1, To: "a@example.org", Lang: lang})
				d.run(t)
				raw := box.List()[0].Raw
				if err := verify(raw, c.record); err != nil {
					t.Error(err)
				}
				spoilt := bytes.Replace(raw, []byte("Subject: "), []byte("Subject: x"), 1)
				if err := verify(spoilt, c.record); err == nil {
					t.Error("a changed subject passes")
				}
			})
		}
	}
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	must(t, err)
	if _, err := newDKIM("example.org", "s", keyFile(t, weak)); err == nil {
		t.Error("a key of 1024 bits was accepted")
	}
}

func verify(raw []byte, record string) error {
	list, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
		if name != "s1._domainkey.comune.example" {
			return nil, fmt.Errorf("asked for %s", name)
		}
		return []string{record}, nil
	}})
	if err != nil {
		return err
	}
	if len(list) != 1 {
		return fmt.Errorf("%d signatures", len(list))
	}
	for _, h := range []string{"From", "To", "Subject", "Date", "Message-ID", "Content-Type", "Auto-Submitted",
		"List-Unsubscribe", "List-Unsubscribe-Post"} {
		if !strings.Contains(strings.ToLower(strings.Join(list[0].HeaderKeys, " ")), strings.ToLower(h)) {
			return errors.New(h + " is not signed")
		}
	}
	return list[0].Err
}

func keyFile(t *testing.T, key crypto.Signer) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)
	name := filepath.Join(t.TempDir(), "dkim.pem")
	must(t, os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600))
	return name
}
