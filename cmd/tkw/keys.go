package main

import (
	"crypto"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/basics/filein"
	"github.com/itk-assurance/tkw/harness/evidence/dsse"
)

// keyName is the private key's file when a folder is named.
const keyName = "tkw-signing-key.pem"

func newKeys(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "Make a key pair to sign archives with",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var useECDSA bool
	create := &cobra.Command{
		Use:   "new DIR|FILE.pem",
		Short: "Make a key pair",
		Long: `new makes a key pair for ` + "`tkw seal --key`" + `: a private key (PKCS#8, readable by you
alone) and its public key (FILE.pub.pem), which you give to those who verify. tkw
keeps no copy of either. Files that are there are never overwritten.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.newKeys(args[0], useECDSA) },
	}
	create.Flags().BoolVar(&useECDSA, "ecdsa", false, "ECDSA on P-256 instead of Ed25519")
	cmd.AddCommand(create)
	return cmd
}

// newKeys writes a pair, the public key first: a private key without its public
// one would be of no use, and the other way round does no harm.
func (a *app) newKeys(where string, useECDSA bool) error {
	name := where
	if info, err := os.Stat(where); err == nil && info.IsDir() || filepath.Ext(where) == "" {
		if err := os.MkdirAll(where, 0o700); err != nil {
			return usageError(fmt.Errorf("making the folder for the keys: %w", err))
		}
		name = filepath.Join(where, keyName)
	}
	public := strings.TrimSuffix(name, filepath.Ext(name)) + ".pub.pem"
	for _, file := range []string{name, public} {
		if _, err := os.Lstat(file); err == nil {
			return usagef("%s is there already; keys are never overwritten", file)
		}
	}
	private, open, err := dsse.NewKey(useECDSA)
	if err != nil {
		return &exitError{code: exitOwnFailure, err: err}
	}
	key, err := dsse.ReadPublic(open)
	if err != nil {
		return &exitError{code: exitOwnFailure, err: err}
	}
	id, err := dsse.KeyID(key)
	if err != nil {
		return &exitError{code: exitOwnFailure, err: err}
	}
	if err := filein.WriteNew(public, open, 0o644); err != nil {
		return usageError(err)
	}
	if err := filein.WriteNew(name, private, 0o600); err != nil {
		return usageError(errors.Join(err, os.Remove(public)))
	}
	fmt.Fprintf(a.out, "%s\n%s\n", name, public)
	a.sayf("the private key %s is yours alone; give %s to those who verify (key id %s)", name, public, id)
	return nil
}

// readSigningKey reads the private key for --key; nil when none is named.
func readSigningKey(name string) (crypto.Signer, error) {
	if name == "" {
		return nil, nil
	}
	text, err := filein.Read(name, filein.Small)
	if err != nil {
		return nil, usageError(fmt.Errorf("reading the key: %w", err))
	}
	key, err := dsse.ReadPrivate(text)
	if err != nil {
		return nil, usageError(fmt.Errorf("%s: %w", name, err))
	}
	return key, nil
}

// readPublicKey reads the public key for --key; nil when none is named.
func readPublicKey(name string) (crypto.PublicKey, error) {
	if name == "" {
		return nil, nil
	}
	text, err := filein.Read(name, filein.Small)
	if err != nil {
		return nil, usageError(fmt.Errorf("reading the key: %w", err))
	}
	key, err := dsse.ReadPublic(text)
	if err != nil {
		return nil, usageError(fmt.Errorf("%s: %w", name, err))
	}
	return key, nil
}
