package inspect

import (
	"bytes"
	"crypto/md5"
	"crypto/rc4"
	"fmt"
	"strings"
)

// locked is a PDF encrypted the old way (RC4, 40 bits) with a password to open it, which
// may be none, and one of the owner.
func locked(user, owner string) []byte {
	const pad = "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A"
	padded := func(s string) []byte { return []byte(s + pad)[:32] }
	crypt := func(key, data []byte) []byte {
		c, _ := rc4.NewCipher(key)
		out := make([]byte, len(data))
		c.XORKeyStream(out, data)
		return out
	}
	if owner == "" {
		owner = user
	}
	id := []byte("0123456789abcdef")
	sum := md5.Sum(padded(owner))
	o := crypt(sum[:5], padded(user))
	key := md5.Sum(bytes.Join([][]byte{padded(user), o, {0xc0, 0xff, 0xff, 0xff}, id}, nil)) // permissions -64
	u := crypt(key[:5], []byte(pad))
	p := plain("Testo cifrato")
	content := "BT /F1 14 Tf 60 700 Td (Testo cifrato) Tj ET"
	object := md5.Sum(append(append([]byte{}, key[:5]...), 4, 0, 0, 0, 0))
	p.objects[3] = stream("", string(crypt(object[:10], []byte(content))))
	n := p.add(fmt.Sprintf("<</Filter/Standard/V 1/R 2/O<%x>/U<%x>/P -64>>", o, u))
	p.trailer = fmt.Sprintf("/Encrypt %d 0 R/ID[<%x><%x>]", n, id, id)
	return []byte(strings.TrimSpace(string(p.bytes())))
}
