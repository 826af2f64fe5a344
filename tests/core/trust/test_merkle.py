"""Merkle trees: the published vectors of the certificate-transparency reference, and every proof of every small tree."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landguard_plugin.core.trust.merkle import (
    EMPTY_ROOT,
    Frontier,
    Tree,
    hash_leaf,
    is_consistent,
    is_included,
)

# Leaves, roots and proofs as published with the RFC 6962 reference implementation.
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
N96, N5F = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
)
N6B, NCA = (
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
)
NBC, N0E = (
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
)


def plain_root(leaves):
    """The definition of RFC 6962 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + plain_root(leaves[:k]) + plain_root(leaves[k:])).digest()


def test_published_roots():
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for size, root in enumerate(ROOTS, 1):
        assert Tree(LEAVES[:size]).root().hex() == root
        assert Tree(LEAVES).root(size).hex() == root
        assert Frontier(LEAVES[:size]).root.hex() == root


@pytest.mark.parametrize(
    ("index", "size", "proof"),
    [
        (0, 1, []),
        (0, 8, [N96, N5F, N6B]),
        (5, 8, [NBC, NCA, ROOTS[3]]),
        (2, 3, [ROOTS[1]]),
        (1, 5, [ROOTS[0], N5F, NBC]),
    ],
)
def test_published_inclusion_proofs(index, size, proof):
    assert [node.hex() for node in Tree(LEAVES).inclusion(index, size)] == proof


@pytest.mark.parametrize(
    ("earlier", "size", "proof"),
    [(1, 1, []), (1, 8, [N96, N5F, N6B]), (6, 8, [N0E, NCA, ROOTS[3]]), (2, 5, [N5F, NBC])],
)
def test_published_consistency_proofs(earlier, size, proof):
    assert [node.hex() for node in Tree(LEAVES).consistency(earlier, size)] == proof


def test_every_proof_of_every_small_tree_holds_and_no_other_place_passes():
    leaves = [bytes([k]) * k for k in range(33)]
    tree, hashes = Tree(leaves), [hash_leaf(leaf) for leaf in leaves]
    for size in range(1, 34):
        root = plain_root(leaves[:size])
        assert tree.root(size) == root == Frontier(leaves[:size]).root
        for index in range(size):
            proof = tree.inclusion(index, size)
            assert is_included(hashes[index], index, size, proof, root)
            others = {k for k in range(-1, size + 1) if is_included(hashes[index], k, size, proof, root)}
            assert others == {index}
            assert not is_included(hashes[index], index, size, [*proof, root], root)
            assert not (proof and is_included(hashes[index], index, size, proof[:-1], root))
        for earlier in range(1, size + 1):
            proof = tree.consistency(earlier, size)
            before = plain_root(leaves[:earlier])
            assert is_consistent(earlier, size, before, root, proof)
            assert not is_consistent(earlier, size, root if earlier < size else before[::-1], root, proof)
            assert not is_consistent(earlier, size, before, before if earlier < size else root[::-1], proof)
            assert not is_consistent(earlier, size, before, root, [*proof, root])


@given(st.integers(2, 40), st.data())
def test_a_bent_proof_fails(size, data):
    tree = Tree([str(k).encode() for k in range(size)])
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion(index)
    place, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    bent = bytearray(proof[place])
    bent[bit // 8] ^= 1 << bit % 8
    proof[place] = bytes(bent)
    assert not is_included(hash_leaf(str(index).encode()), index, size, proof, tree.root())


def test_a_copied_frontier_grows_on_its_own():
    first = Frontier(LEAVES[:3])
    twin = first.copy()
    twin.append(LEAVES[3])
    assert (first.root.hex(), twin.root.hex()) == (ROOTS[2], ROOTS[3])
    assert (first.size, twin.size) == (3, 4)
