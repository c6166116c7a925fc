/**
 * Measurements of Cairn beside its peers. Every figure is one JSON line on standard output: name, value, unit and, where
 * there is a peer in the same run, the peer, its value and the ratio to it. Nothing here is part of the product.
 */
@NullMarked
package dev.cairn.benchmarks;

import org.jspecify.annotations.NullMarked;
