/**
 * The notation of the S3 protocol: error codes, XML documents, percent encoding, query strings and headers. Nothing here
 * knows what an operation does.
 */
@NullMarked
package dev.cairn.gateway.s3.wire;

import org.jspecify.annotations.NullMarked;
