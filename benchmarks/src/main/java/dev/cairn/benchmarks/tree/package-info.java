/** The B+tree beside LMDB, RocksDB and MVStore: creates of files as the metadata-service would store them, gets, scans. */
@NullMarked
package dev.cairn.benchmarks.tree;

import org.jspecify.annotations.NullMarked;
