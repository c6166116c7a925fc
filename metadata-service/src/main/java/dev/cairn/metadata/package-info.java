/**
 * The metadata-service: the namespace and its archive indexes in shards, each a replicated tree with a leader.
 *
 * <pre>
 * MetadataNode    a shard on this machine: files, leadership, background work
 *   namespace  data  upload  archive     the rules, one package a part of the interface
 *   open  volume  check
 *   index  quota                         tagged attributes and what they stand for; limits on their totals
 *     shard                              transactions that keep indexes and counts in step
 *       item                             keys and values
 * </pre>
 */
@NullMarked
package dev.cairn.metadata;

import org.jspecify.annotations.NullMarked;
