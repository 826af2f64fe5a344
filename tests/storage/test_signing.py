"""Key files and signatures: the library signs, our verifier agrees with it and with RFC 8032; what is refused, by code."""

from __future__ import annotations

import random
import stat
import subprocess

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from landguard_plugin.core.patches.records import Role
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.trust.digests import has_sm3, sha256_is_sound, sha256_of, sm3_of
from landguard_plugin.resources.verify.lgverify import verify_ed25519
from landguard_plugin.storage.signing import keyfile
from landguard_plugin.storage.signing.keyfile import create_key, open_key

WORDS = "长口令 twelve plus"

# RFC 8032 section 7.1, tests 1 to 3 and SHA(abc).
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_published_vectors(public, message, signature):
    public, message, signature = (bytes.fromhex(text) for text in (public, message, signature))
    assert verify_ed25519(public, message, signature)
    assert not verify_ed25519(public, message + b"x", signature)


def test_both_verifiers_agree():
    rng = random.Random(8032)
    for _ in range(60):
        key = ed25519.Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
        public = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        message = rng.randbytes(rng.randrange(80))
        signature = key.sign(message)
        assert verify_ed25519(public, message, signature)
        whole = bytearray(public + signature)
        bit = rng.randrange(len(whole) * 8)
        whole[bit // 8] ^= 1 << bit % 8
        bent_public, bent = bytes(whole[:32]), bytes(whole[32:])
        try:
            ed25519.Ed25519PublicKey.from_public_bytes(bent_public).verify(bent, message)
            theirs = True
        except (InvalidSignature, ValueError):
            theirs = False
        assert verify_ed25519(bent_public, message, bent) == theirs is False


def test_other_spellings_of_a_signature_are_refused():
    public, message, signature = (bytes.fromhex(text) for text in VECTORS[1])
    order = 2**252 + 27742317777372353535851937790883648493
    larger = (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    assert not verify_ed25519(public, message, signature[:32] + larger)
    assert not verify_ed25519(public, message, signature + b"\x00")
    assert not verify_ed25519((2**255 - 19 + 1).to_bytes(32, "little"), message, signature)
    assert not verify_ed25519(b"", message, signature)


def test_a_key_is_made_protected_and_signs(tmp_path):
    path = tmp_path / "张三 密钥.pem"
    made = create_key(path, "张三", Role.COUNTY, WORDS)
    opened = open_key(path, WORDS)
    assert (opened.person, opened.role, opened.key_id) == ("张三", "county", made.key_id)
    assert opened.key_id == sha256_of(opened.public_key)[:32]
    assert verify_ed25519(opened.public_key, b"words", opened.sign(b"words"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = path.read_bytes()
    assert b"ENCRYPTED" in content
    assert WORDS.encode() not in content
    done = subprocess.run(
        ["openssl", "pkey", "-in", path, "-passin", "stdin", "-noout", "-text_pub"],
        input=WORDS.encode(),
        capture_output=True,
        check=False,
    )
    assert b"ED25519 Public-Key" in done.stdout, done.stderr


def test_refusals(tmp_path, monkeypatch):
    path = tmp_path / "key.pem"
    with pytest.raises(LandGuardError, match="LG-CRY-002"):
        create_key(path, "张三", Role.COUNTY, "short")
    for person in (" ", "a\nRole: province"):
        with pytest.raises(LandGuardError, match="LG-CRY-007"):
            create_key(path, person, Role.COUNTY, WORDS)
    assert not path.exists()
    create_key(path, "张三", Role.COUNTY, WORDS)
    before = path.read_bytes()
    with pytest.raises(LandGuardError, match="LG-CRY-003"):
        create_key(path, "张三", Role.COUNTY, WORDS)
    with pytest.raises(LandGuardError, match="LG-CRY-003"):
        create_key(tmp_path / "no" / "key.pem", "张三", Role.COUNTY, WORDS)
    with pytest.raises(LandGuardError, match="LG-CRY-005"):
        open_key(path, WORDS + "!")
    with pytest.raises(LandGuardError, match="LG-CRY-005"):
        open_key(path, "")
    assert path.read_bytes() == before
    with pytest.raises(LandGuardError, match="LG-CRY-004"):
        open_key(tmp_path / "none.pem", WORDS)
    for content in (b"", b"hello", before[:200], b"x" * 100_000):
        (tmp_path / "bad.pem").write_bytes(content)
        with pytest.raises(LandGuardError, match=r"LG-CRY-00[45]"):
            open_key(tmp_path / "bad.pem", WORDS)
    open_one = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "open.pem").write_bytes(open_one)
    with pytest.raises(LandGuardError, match="LG-CRY-004"):
        open_key(tmp_path / "open.pem", WORDS)
    other = rsa.generate_private_key(65537, 1024).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(WORDS.encode()),
    )
    (tmp_path / "rsa.pem").write_bytes(other)
    with pytest.raises(LandGuardError, match="LG-CRY-006"):
        open_key(tmp_path / "rsa.pem", WORDS)
    (tmp_path / "foreign.pem").write_bytes(before.replace(b"Key-Id: ", b"Key-Id: 0"))
    with pytest.raises(LandGuardError, match="LG-CRY-006"):
        open_key(tmp_path / "foreign.pem", WORDS)


def test_without_the_library_signing_is_refused_by_code(tmp_path, monkeypatch):
    import builtins

    real = builtins.__import__

    def without(name, *rest, **more):
        if name.startswith("cryptography"):
            raise ModuleNotFoundError("blocked")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    assert not keyfile.can_sign()
    with pytest.raises(LandGuardError, match="LG-CRY-001"):
        create_key(tmp_path / "key.pem", "张三", Role.COUNTY, WORDS)


def test_digests():
    assert sha256_is_sound()
    assert sm3_of(b"abc") == ("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" if has_sm3() else "")
