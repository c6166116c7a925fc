package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.MetadataService;
import dev.cairn.gateway.auth.AccessKeys;
import dev.cairn.gateway.data.CallContexts;
import dev.cairn.gateway.data.ContentReader;
import dev.cairn.gateway.data.ContentWriter;
import dev.cairn.kernel.TimeSource;

/** What the endpoint stands on. */
public record S3Services(
        MetadataService metadata,
        ContentReader reader,
        ContentWriter writer,
        CallContexts calls,
        AccessKeys keys,
        TimeSource clock,
        S3Monitor monitor) {}
