package dev.cairn.gateway;

import dev.cairn.api.RequestIds;
import dev.cairn.api.block.BlockService;
import dev.cairn.api.metadata.MetadataService;
import dev.cairn.gateway.auth.AccessKeys;
import dev.cairn.gateway.data.CallContexts;
import dev.cairn.gateway.data.CallSettings;
import dev.cairn.gateway.data.ContentLocks;
import dev.cairn.gateway.data.ContentReader;
import dev.cairn.gateway.data.ContentWriter;
import dev.cairn.gateway.rest.RestConfiguration;
import dev.cairn.gateway.rest.RestSettings;
import dev.cairn.gateway.s3.S3Services;
import dev.cairn.gateway.s3.S3Settings;
import dev.cairn.kernel.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.PropertySource;

/**
 * The gateway as part of a Boot web application. It needs beans of {@link MetadataService}, {@link BlockService}, {@link
 * ContentLocks}, {@link AccessKeys} and {@link TimeSource}; a bean of {@link RequestIds} sets the session that its changes
 * run under, otherwise it makes one of its own.
 *
 * <p>{@code gateway-defaults.properties} beside this class holds the settings of the framework that it relies on. An
 * application's own properties win over them.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewayProperties.class)
@PropertySource("classpath:dev/cairn/gateway/gateway-defaults.properties")
@Import(RestConfiguration.class)
public class GatewayConfiguration {

    /** Goes into every S3 answer, next to the request id. */
    private static final String HOST_ID = "cairn";

    @Bean
    CallContexts callContexts(ObjectProvider<RequestIds> requestIds, TimeSource clock, GatewayProperties properties) {
        RequestIds ids = requestIds.getIfAvailable(() -> new RequestIds(UUID.randomUUID(), clock));
        return new CallContexts(ids, clock, new CallSettings(properties.callTime(), properties.transferTime()));
    }

    @Bean
    RestSettings restSettings(GatewayProperties properties) {
        return new RestSettings(properties.waitTimeMax(), properties.pollTimeMax());
    }

    @Bean
    ContentWriter contentWriter(MetadataService metadata, BlockService blocks) {
        return new ContentWriter(metadata.contents(), blocks);
    }

    @Bean
    ContentReader contentReader(MetadataService metadata, BlockService blocks, ContentLocks locks) {
        return new ContentReader(metadata.contents(), blocks, locks);
    }

    @Bean
    S3Endpoint s3Endpoint(S3Services services, GatewayProperties properties) {
        S3Settings settings = new S3Settings(
                properties.s3Address(), properties.s3Port(), properties.s3Region(), HOST_ID, properties.s3Domains());
        return new S3Endpoint(settings, services);
    }

    @Bean
    S3Services s3Services(
            MetadataService metadata,
            ContentReader reader,
            ContentWriter writer,
            CallContexts contexts,
            AccessKeys keys,
            TimeSource clock,
            MeterRegistry meters) {
        return new S3Services(metadata, reader, writer, contexts, keys, clock, new S3Meters(meters));
    }
}
