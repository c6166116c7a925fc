/**
 * The S3 edge: an HTTP endpoint of its own that speaks the object protocol.
 *
 * <p>{@link dev.cairn.gateway.s3.S3Server} listens, a servlet authenticates and routes a request to the handler of its
 * operation, and handlers call the services. Buckets are the directories directly below the root, keys are paths in them.
 * What S3 keeps beside the bytes lives in one extended attribute, see {@code StoredHeaders}. The gateway holds no state:
 * a request that ends early leaves at most bytes that nothing refers to.
 */
@NullMarked
package dev.cairn.gateway.s3;

import org.jspecify.annotations.NullMarked;
