package dev.cairn.gateway.rest;

import dev.cairn.api.block.BlockService;
import dev.cairn.api.metadata.MetadataService;
import dev.cairn.gateway.auth.AccessKeys;
import dev.cairn.gateway.data.CallContexts;
import dev.cairn.gateway.data.ContentReader;
import dev.cairn.gateway.data.ContentWriter;
import dev.cairn.kernel.TimeSource;
import io.swagger.v3.oas.models.OpenAPI;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The REST interface as beans of a web application. The services, settings and keys come from outside. */
@Configuration(proxyBeanMethods = false)
@Import({
    ProblemAdvice.class,
    JsonBodyLimit.class,
    ErrorPage.class,
    TomcatEdge.class,
    TransferMeters.class,
    OpenApiDocument.class
})
public class RestConfiguration {

    @Bean
    FilesController filesController(
            MetadataService metadata,
            ContentWriter writer,
            ContentResponse content,
            TransferMeters meters,
            RestSettings settings) {
        return new FilesController(metadata.namespace(), writer, content, meters, settings);
    }

    @Bean
    NamesController namesController(MetadataService metadata) {
        return new NamesController(metadata.namespace());
    }

    @Bean
    DirectoriesController directoriesController(MetadataService metadata) {
        return new DirectoriesController(metadata.namespace());
    }

    @Bean
    InodesController inodesController(MetadataService metadata, ContentResponse content, RestSettings settings) {
        return new InodesController(metadata.namespace(), metadata.archive(), content, settings);
    }

    @Bean
    XattrsController xattrsController(MetadataService metadata) {
        return new XattrsController(metadata.namespace());
    }

    @Bean
    AclsController aclsController(MetadataService metadata) {
        return new AclsController(metadata.acls());
    }

    @Bean
    TaggedAttributesController taggedAttributesController(MetadataService metadata) {
        return new TaggedAttributesController(metadata.taggedAttributes());
    }

    @Bean
    QuotaRulesController quotaRulesController(MetadataService metadata) {
        return new QuotaRulesController(metadata.quotas());
    }

    @Bean
    ArchiveController archiveController(MetadataService metadata, ContentWriter writer, TransferMeters meters) {
        return new ArchiveController(metadata.namespace(), metadata.archive(), writer, meters);
    }

    @Bean
    FeedsController feedsController(MetadataService metadata, JsonMapper json) {
        return new FeedsController(metadata.archive(), json);
    }

    @Bean
    DataController dataController(
            MetadataService metadata,
            ContentWriter writer,
            TransferMeters meters,
            RestSettings settings,
            TimeSource clock) {
        return new DataController(metadata, writer, meters, settings, clock);
    }

    @Bean
    BlocksController blocksController(MetadataService metadata) {
        return new BlocksController(metadata);
    }

    @Bean
    WaitingController waitingController(MetadataService metadata, RestSettings settings, WaitingEvents events) {
        return new WaitingController(metadata.archive(), settings, events);
    }

    @Bean
    WaitingEvents waitingEvents(MetadataService metadata, JsonMapper json, TimeSource clock) {
        return new WaitingEvents(metadata.archive(), json, clock);
    }

    @Bean
    DirectAttributesController directAttributesController(MetadataService metadata, JsonMapper json) {
        return new DirectAttributesController(metadata.directAttributes(), json);
    }

    @Bean
    VolumeController volumeController(MetadataService metadata, BlockService blocks, CallContexts contexts) {
        return new VolumeController(metadata.volume(), blocks, contexts.session());
    }

    @Bean
    HandlesController handlesController(MetadataService metadata) {
        return new HandlesController(metadata.openFiles());
    }

    @Bean
    InodeNumbersController inodeNumbersController(MetadataService metadata) {
        return new InodeNumbersController(metadata.volume());
    }

    @Bean
    ContentResponse contentResponse(
            MetadataService metadata, ContentReader reader, TransferMeters meters, TimeSource clock) {
        return new ContentResponse(metadata.namespace(), metadata.archive(), reader, meters, clock);
    }

    @Bean
    ServicesHealth servicesHealthIndicator(MetadataService metadata, CallContexts contexts) {
        return new ServicesHealth(metadata.namespace(), contexts.withCallTime(ServicesHealth.PATIENCE));
    }

    @Bean
    FilterRegistrationBean<RequestIdFilter> requestIdFilter() {
        FilterRegistrationBean<RequestIdFilter> filter = new FilterRegistrationBean<>(new RequestIdFilter());
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }

    @Bean
    WebMvcConfigurer authentication(AccessKeys keys, CallContexts contexts, MetadataService metadata) {
        Authentication authentication = new Authentication(keys, contexts);
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(authentication);
                registry.addInterceptor(new HandleParameter(metadata.openFiles()));
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(authentication);
            }
        };
    }

    /** Behind all other mappings, so that an unknown path is an answer and not a warning in the log. */
    @Bean
    SimpleUrlHandlerMapping unknownResources() {
        HttpRequestHandler nothing = (request, response) -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
        return new SimpleUrlHandlerMapping(Map.of("/**", nothing), Ordered.LOWEST_PRECEDENCE);
    }

    /** A body that says more than is understood is refused, not half obeyed. */
    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return builder -> builder.enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
    }

    @Bean
    OpenAPI openApiHead() {
        return OpenApiDocument.head();
    }
}
