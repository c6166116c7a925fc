package dev.cairn.gateway.s3;

import dev.cairn.gateway.s3.wire.Headers;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads from a request what is to be stored with an object, and refuses what would be lost without a word. */
final class RequestMetadata {

    static final String USER_PREFIX = "x-amz-meta-";

    private static final Set<String> STORAGE_CLASSES = Set.of(
            "STANDARD",
            "STANDARD_IA",
            "ONEZONE_IA",
            "INTELLIGENT_TIERING",
            "GLACIER",
            "GLACIER_IR",
            "DEEP_ARCHIVE",
            "REDUCED_REDUNDANCY");

    private static final List<String> UNSUPPORTED = List.of(
            "x-amz-server-side-encryption",
            "x-amz-server-side-encryption-customer-algorithm",
            "x-amz-server-side-encryption-aws-kms-key-id",
            "x-amz-object-lock-mode",
            "x-amz-object-lock-retain-until-date",
            "x-amz-object-lock-legal-hold",
            "x-amz-tagging",
            "x-amz-website-redirect-location",
            "x-amz-write-offset-bytes");

    private RequestMetadata() {}

    /**
     * @throws S3Exception {@link S3Error#METADATA_TOO_LARGE}, {@link S3Error#NOT_IMPLEMENTED}, {@link
     *     S3Error#INVALID_STORAGE_CLASS}
     */
    static StoredHeaders in(Headers headers) {
        requireSupported(headers);
        Map<StandardHeader, String> standard = new EnumMap<>(StandardHeader.class);
        for (StandardHeader header : StandardHeader.values()) {
            headers.first(header.lowerCaseHeader())
                    .flatMap(value ->
                            header == StandardHeader.CONTENT_ENCODING ? withoutFraming(value) : Optional.of(value))
                    .filter(value -> !value.isEmpty())
                    .ifPresent(value -> standard.put(header, value));
        }
        return new StoredHeaders(standard, user(headers), Optional.empty(), Optional.empty(), List.of());
    }

    static void requireSupported(Headers headers) {
        for (String name : UNSUPPORTED) {
            if (headers.has(name)) {
                throw new S3Exception(
                                S3Error.NOT_IMPLEMENTED,
                                "A header you provided implies functionality that is not implemented.")
                        .detail("Header", name);
            }
        }
        if (headers.first("x-amz-storage-class")
                .filter(name -> !STORAGE_CLASSES.contains(name))
                .isPresent()) {
            throw new S3Exception(S3Error.INVALID_STORAGE_CLASS);
        }
    }

    private static SortedMap<String, String> user(Headers headers) {
        SortedMap<String, String> user = new TreeMap<>();
        int bytes = 0;
        for (String name : headers.names()) {
            if (name.startsWith(USER_PREFIX)) {
                String value = headers.all(name).stream().map(String::strip).collect(Collectors.joining(","));
                String suffix = name.substring(USER_PREFIX.length());
                user.put(suffix, value);
                bytes += suffix.length() + value.length();
            }
        }
        if (bytes > S3Limits.USER_METADATA_BYTES_MAX) {
            throw new S3Exception(S3Error.METADATA_TOO_LARGE)
                    .detail("Size", Integer.toString(bytes))
                    .detail("MaxSizeAllowed", Integer.toString(S3Limits.USER_METADATA_BYTES_MAX));
        }
        return user;
    }

    /** The framing of the body is no property of the object. */
    private static Optional<String> withoutFraming(String encodings) {
        String kept = Stream.of(encodings.split(",", -1))
                .map(String::strip)
                .filter(encoding -> !encoding.equalsIgnoreCase("aws-chunked"))
                .collect(Collectors.joining(","));
        return kept.isEmpty() ? Optional.empty() : Optional.of(kept);
    }
}
