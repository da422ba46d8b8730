package handover_test

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/evidence/archive"
	"github.com/itk-assurance/tkw/harness/evidence/attestation"
	"github.com/itk-assurance/tkw/harness/evidence/dsse"
	"github.com/itk-assurance/tkw/harness/evidence/handover"
	"github.com/itk-assurance/tkw/harness/model"
)

func now() time.Time { return time.Date(2031, 3, 4, 10, 15, 30, 0, time.UTC) }

// folder is a run folder with one exchange, which names a patient.
func folder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	s, err := evidence.Create(dir, evidence.Header{
		ID: "R", Tool: model.Tool{Name: "tkw", Version: "1.0.0"}, Role: model.RoleProvider, Domains: []string{"pds"}, StartedAt: now(),
		Plan: []evidence.Planned{{ID: "PDS-A", Title: "first", Domain: "pds", Service: "verify", Role: model.RoleProvider}},
	}, now)
	require.NoError(t, err)
	_, err = s.AddExchange(model.Exchange{Scenario: "PDS-A", StartedAt: now()}, []byte("POST / HTTP/1.1\r\n\r\n<a/>"), []byte(
		"HTTP/1.1 200 OK\r\n\r\n<id xmlns=\"urn:hl7-org:v3\" root=\"2.16.840.1.113883.2.1.4.1\" extension=\"9449310394\"/>"))
	require.NoError(t, err)
	require.NoError(t, s.AddScenario(model.ScenarioResult{ID: "PDS-A", Title: "first", Domain: "pds", Service: "verify", Role: model.RoleProvider, Status: model.Passed, Exchanges: []int{1}}, nil))
	require.NoError(t, s.Finish(false, true, nil))
	return dir
}

// unzip unpacks an archive as any zip tool does.
func unzip(t *testing.T, sealed []byte) string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(sealed), int64(len(sealed)))
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, r))
	return dir
}

func TestSealedAndVerified(t *testing.T) {
	t.Parallel()
	private, open, err := dsse.NewKey(false)
	require.NoError(t, err)
	key, err := dsse.ReadPrivate(private)
	require.NoError(t, err)
	public, err := dsse.ReadPublic(open)
	require.NoError(t, err)
	dir := folder(t)
	run, err := evidence.Load(dir)
	require.NoError(t, err)
	sealed, err := handover.Seal(dir, run, key)
	require.NoError(t, err)
	again, err := handover.Seal(dir, run, key)
	require.NoError(t, err)
	require.True(t, bytes.Equal(sealed, again), "equal folders give equal archives")

	contents, err := archive.Open(bytes.NewReader(sealed), int64(len(sealed)))
	require.NoError(t, err)
	unpacked := t.TempDir()
	require.NoError(t, contents.Extract(unpacked))
	p, err := handover.Verify(unpacked, contents, public)
	require.NoError(t, err)
	require.True(t, p.Signed)
	require.Contains(t, p.Signer, "signed with the key ")
	require.Equal(t, attestation.ResultWarned, p.Result, "it names no packs")
	unpacked = unzip(t, sealed)
	p, err = handover.VerifyFolder(unpacked, public)
	require.NoError(t, err)
	require.True(t, p.Signed, "an unpacked archive keeps its statement")

	_, other, err := dsse.NewKey(false)
	require.NoError(t, err)
	wrong, err := dsse.ReadPublic(other)
	require.NoError(t, err)
	_, err = handover.VerifyFolder(unpacked, wrong)
	require.Error(t, err, "another key")
	_, err = handover.VerifyFolder(dir, public)
	require.ErrorIs(t, err, handover.ErrNobodySigns)

	exchange := filepath.Join(unpacked, "exchanges", "0001-response.http")
	require.NoError(t, os.WriteFile(exchange, []byte("HTTP/1.1 200 OK\r\n\r\n<b/>"), 0o600))
	_, err = handover.VerifyFolder(unpacked, public)
	require.Error(t, err, "an exchange was changed")
}

func TestAnUnsignedArchiveSaysSo(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	run, err := evidence.Load(dir)
	require.NoError(t, err)
	sealed, err := handover.Seal(dir, run, nil)
	require.NoError(t, err)
	contents, err := archive.Open(bytes.NewReader(sealed), int64(len(sealed)))
	require.NoError(t, err)
	p, err := handover.Verify(dir, contents, nil)
	require.NoError(t, err)
	require.False(t, p.Signed)
	require.Contains(t, p.Signer, "NOT SIGNED")
}

func TestTheRedactedCopyNamesNoPatient(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	copied, replaced, done, err := handover.Redacted(dir)
	require.NoError(t, err)
	require.Positive(t, replaced)
	raw, err := os.ReadFile(filepath.Join(copied, "exchanges", "0001-response.http"))
	require.NoError(t, err)
	require.NotContains(t, string(raw), "9449310394")
	require.FileExists(t, filepath.Join(copied, handover.RedactionFile))
	require.NoError(t, evidence.Verify(copied))
	done()
	require.NoDirExists(t, copied)
}

func TestWhereAnArchiveMayGo(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	target, err := handover.Target(dir, false)
	require.NoError(t, err)
	require.Equal(t, dir+".zip", target)
	target, err = handover.Target(dir, true)
	require.NoError(t, err)
	require.Equal(t, dir+"-redacted.zip", target)
	require.NoError(t, handover.CheckTarget(dir, dir+".zip"))
	require.ErrorIs(t, handover.CheckTarget(dir, filepath.Join(dir, "a.zip")), handover.ErrTarget)
	require.NoError(t, os.WriteFile(dir+".zip", nil, 0o600))
	require.ErrorIs(t, handover.CheckTarget(dir, dir+".zip"), handover.ErrTarget)
}

func TestAPrivateKeyIsNotHandedOn(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	require.NoError(t, handover.NoKeysIn(dir))
	private, open, err := dsse.NewKey(true)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "key.pub.pem"), open, 0o600))
	require.NoError(t, handover.NoKeysIn(dir))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "notes.txt"), []byte(strings.Repeat("\n", 3)+string(private)), 0o600))
	require.ErrorIs(t, handover.NoKeysIn(dir), handover.ErrPrivateKey)
}
