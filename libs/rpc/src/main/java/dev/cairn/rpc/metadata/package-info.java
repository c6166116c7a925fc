/** {@link dev.cairn.api.metadata.MetadataService} over gRPC. */
@NullMarked
package dev.cairn.rpc.metadata;

import org.jspecify.annotations.NullMarked;
