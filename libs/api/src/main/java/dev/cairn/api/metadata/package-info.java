/**
 * The namespace, file contents, uploads and the archive interface, as served by the leaders of the metadata shards.
 *
 * <p>{@link dev.cairn.api.metadata.MetadataService} is the way in. A change is durable and visible to every reader when
 * its call returns. Reads never wait for writers.
 */
@NullMarked
package dev.cairn.api.metadata;

import org.jspecify.annotations.NullMarked;
