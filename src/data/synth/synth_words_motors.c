/* synth_words_motors.c - vocabulary of synthetic titles: cars and motorcycles: parts,
 * sound, clothing.
 *
 * One string per category, four related ones per family; see synth_words.h.
 * Data only. Written for this project. */
#include "data/synth/synth_words.h"

// clang-format off
static const char *const motors[] = {
    "CAR_TIRES|auto|neumático,cubierta,llanta|pneu,pneu aro,kit pneus|rodado,camioneta,"
     "radial,alineación,balanceo,colocación,auto,válvula|aro,caminhonete,radial,remold,"
     "balanceamento,instalação,carro,bico|bak 13-18/1r",
    "CAR_WHEELS|auto|llanta,llanta de aleación,juego de llantas|roda,roda de liga leve,"
     "jogo de rodas|rodado,aleación,chapa,agujeros,deportiva,cromada,tuercas,diamantada|"
     "aro,liga leve,ferro,furos,esportiva,cromada,parafusos,diamantada|bac 13-20/1r",
    "HUBCAPS|auto|taza,tazas de auto,juego de tazas|calota,calotas,jogo de calotas|"
     "rodado,llanta,deportiva,cromada,precintos,universal,chapa,gris|aro,roda,esportiva,"
     "cromada,grafite,universal,emblema,prata|bak 13-15/1r",
    "CAR_BATTERIES|auto|batería,batería de auto,batería auto|bateria,bateria automotiva,"
     "bateria de carro|libre mantenimiento,colocación,gel,domicilio,garantía,camioneta,"
     "borne|livre de manutenção,selada,gel,reforçada,garantia,caminhão,polo|"
     "bam 40-110/5a",

    "CAR_HEADLIGHTS|auto|óptica,faro delantero,óptica delantera|farol,farol dianteiro,"
     "farol principal|derecha,izquierda,cristal,lámpara,fondo negro,regulación,marco,"
     "auxiliar|direito,esquerdo,vidro,lâmpada,máscara negra,regulagem,moldura,milha|a",
    "CAR_TAIL_LIGHTS|auto|faro trasero,farol trasero,stop|lanterna traseira,lanterna,"
     "luz de freio|derecho,izquierdo,portón,acrílico,rojo,led,bicolor,cristal|direita,"
     "esquerda,porta malas,acrílico,fumê,led,bicolor,cristal|a",
    "CAR_BULBS|auto|lámpara h4,kit cree led,lámpara xenón|lâmpada h4,kit super led,"
     "lâmpada xenon|auto,bajas y altas,blanco,posición,efecto xenón,moto,h7|carro,farol,"
     "branca,pingo,efeito xenon,moto,h7|bk 35-100/5w 4300-8000/100k",
    "CAR_MIRRORS|auto|espejo retrovisor,espejo exterior,luna espejo|retrovisor,"
     "espelho retrovisor,lente retrovisor|derecho,izquierdo,eléctrico,manual,con giro,"
     "lado conductor,vidrio,base|direito,esquerdo,elétrico,manual,com pisca,"
     "lado motorista,vidro,base|a",

    "MOTORCYCLE_HELMETS|moto|casco,casco moto,casco integral|capacete,capacete moto,"
     "capacete fechado|rebatible,visor,abierto,cross,doble visor,homologado,talle,"
     "pinlock|articulado,viseira,aberto,cross,óculos interno,feminino,tamanho,selo|bcs",
    "MOTORCYCLE_TIRES|moto|cubierta moto,cámara moto,cubierta|pneu moto,"
     "câmara de ar moto,pneu|delantera,trasera,enduro,pistera,rodado,mixta,cross,par|"
     "dianteiro,traseiro,trilha,esportivo,aro,misto,cross,par|bok 14-21/1r",
    "MOTORCYCLE_JACKETS|moto|campera moto,campera de cordura,equipo de lluvia|"
     "jaqueta moto,jaqueta motoqueiro,capa de chuva|protecciones,impermeable,abrigo,"
     "cuero,verano,cordura,térmica,protección|proteções,impermeável,forro,couro,verão,"
     "cordura,térmica,proteção|bcs",
    "MOTORCYCLE_GLOVES|moto|guantes moto,guantes,guantes de cuero|luva moto,"
     "luva motociclista,luva de couro|protecciones,cross,invierno,touch,nudillos,"
     "impermeables,verano,motociclista|proteção,cross,inverno,touch,dedo,impermeável,"
     "verão,motoqueiro|bcs",

    "CAR_STEREOS|caraudio|estéreo,stereo auto,autoestéreo|som automotivo,"
     "rádio automotivo,central multimídia|bluetooth,pantalla táctil,usb,doble din,gps,"
     "frente desmontable,mp3,cámara|bluetooth,touch,usb,2 din,gps,frente removível,mp3,"
     "câmera de ré|bam 4-9/1in",
    "CAR_SPEAKERS|caraudio|parlantes auto,parlante,juego de parlantes|alto-falante,"
     "kit alto-falante,falante|coaxiales,puerta,componentes,tweeter,medios,con rejilla,"
     "6x9|coaxial,porta,kit duas vias,tweeter,médio,com tela,6x9|bmk 4-9/1in 50-500/50w",
    "CAR_SUBWOOFERS|caraudio|subwoofer,woofer,cajón con subwoofer|subwoofer,woofer,"
     "caixa com subwoofer|doble bobina,cajón,sellado,bajos,slim,baúl|bobina dupla,caixa,"
     "grave,selado,trio,slim,porta malas|bm 8-15/1in 200-1500/100w",
    "CAR_AMPLIFIERS|caraudio|potencia,amplificador auto,amplificador|"
     "módulo amplificador,módulo,amplificador|# canales,monoblock,digital,bajos,cables,"
     "instalación|# canais,mono,digital,potência,graves,instalação|bm 400-3000/100w",

    "SHOCK_ABSORBERS|auto|amortiguador,amortiguadores,kit amortiguadores|amortecedor,"
     "amortecedores,kit amortecedores|delantero,trasero,gas,suspensión,espirales,"
     "cazoleta,par,juego|dianteiro,traseiro,gás,suspensão,molas,batente,par,jogo|bak",
    "SUSPENSION_SPRINGS|auto|espiral,espirales,resortes|mola,molas esportivas,kit molas|"
     "suspensión,delantero,progresivos,deportivos,trasero,rebajados,par,amortiguador|"
     "suspensão,dianteira,progressiva,esportiva,traseira,rebaixada,par,amortecedor|ak",
    "BRAKE_PADS|auto|pastillas de freno,pastilla,kit de frenos|pastilha de freio,"
     "pastilha,kit freio|delanteras,disco,cerámicas,trasera,juego,sensor,abs,original|"
     "dianteira,disco,cerâmica,traseira,jogo,sensor,abs,original|bak",
    "BRAKE_DISCS|auto|disco de freno,discos de freno,campana de freno|disco de freio,"
     "par disco de freio,tambor de freio|ventilado,delantero,perforado,par,sólido,"
     "pastillas,trasero,rayado|ventilado,dianteiro,perfurado,par,sólido,pastilhas,"
     "traseiro,frisado|bak 230-300/10mm",

    "OIL_FILTERS|auto|filtro de aceite,filtro aceite,kit filtros|filtro de óleo,"
     "filtro óleo,kit filtros|motor,cartucho,aire,combustible,habitáculo,diésel,nafta,"
     "original|motor,refil,ar,combustível,cabine,diesel,flex,original|bakm",
    "MOTOR_OILS|auto|aceite,aceite de motor,lubricante|óleo,óleo de motor,lubrificante|"
     "sintético,semisintético,mineral,diésel,nafta,bidón,moto|sintético,semissintético,"
     "mineral,diesel,flex,balde,moto|bk 1-20/1l",
    "SPARK_PLUGS|auto|bujía,bujías,cables de bujía|vela,velas de ignição,cabos de vela|"
     "iridio,encendido,juego,motor,electrodo,platino,bobina,competición|iridium,ignição,"
     "jogo,motor,eletrodo,platina,bobina,competição|bakm",
    "TIMING_BELTS|auto|correa de distribución,kit distribución,correa poly v|"
     "correia dentada,kit correia,correia poly v|tensor,bomba de agua,motor,kit,"
     "alternador,rodillo,# canales|tensor,bomba d'água,motor,kit,alternador,rolamento,"
     "# canais|bak",

    "BUMPERS|auto|paragolpe,paragolpes delantero,paragolpe trasero|para-choque,"
     "para-choque dianteiro,para-choque traseiro|delantero,negro,para pintar,trasero,"
     "soporte,rejilla,alma,imprimado|dianteiro,preto,para pintar,traseiro,suporte,grade,"
     "alma,primer|a",
    "CAR_GRILLES|auto|parrilla,rejilla,parrilla frontal|grade,grade dianteira,"
     "grade frontal|paragolpe,delantera,cromada,insignia,negra,radiador,inferior,capot|"
     "para-choque,dianteira,cromada,emblema,preta,radiador,inferior,capô|a",
    "CAR_DOORS|auto|puerta,puerta delantera,manija puerta|porta,porta dianteira,"
     "maçaneta|derecha,izquierda,chapa,trasera,desarme,levantavidrios,exterior,panel|"
     "direita,esquerda,lata,traseira,usada,vidro elétrico,externa,forro|a",
    "CAR_EMBLEMS|auto|insignia,emblema,logo|emblema,símbolo,logotipo|baúl,parrilla,"
     "autoadhesivo,cromada,volante,cromado,capot,letras|porta malas,grade,adesivo,"
     "cromado,volante,resinado,capô,letras|ac",

    "RADIATORS|auto|radiador,radiador de agua,electroventilador|radiador,"
     "radiador de água,eletroventilador|motor,aluminio,cobre,aire acondicionado,tanque,"
     "caja automática,tapa,calefacción|motor,alumínio,cobre,ar condicionado,caixa,"
     "câmbio automático,tampa,ventoinha|bam",
    "ALTERNATORS|auto|alternador,burro de arranque,regulador alternador|alternador,"
     "motor de partida,regulador alternador|motor,polea,reparado,escobillas,arranque,"
     "rotor,original|motor,polia,recondicionado,escovas,partida,rotor,original|"
     "bam 55-120/5a",
    "CLUTCH_KITS|auto|kit de embrague,embrague,disco de embrague|kit embreagem,"
     "embreagem,disco de embreagem|placa,crapodina,rulemán,disco,reforzado,hidráulico,"
     "bomba,cable|platô,rolamento,atuador,disco,cerâmica,hidráulica,cilindro,cabo|"
     "bak 180-240/5mm",
    "EXHAUSTS|auto|caño de escape,silenciador,escape deportivo|escapamento,silencioso,"
     "ponteira|acero inoxidable,deportivo,trasero,flexible,tramo,múltiple,catalizador,"
     "salida|inox,esportivo,traseiro,flexível,abafador,coletor,catalisador,saída|"
     "ba 2-4/0.5in",

    "CAR_SEAT_COVERS|caraudio|fundas,cubre asientos,funda cubreasiento|capa de banco,"
     "capas para banco,capa banco carro|cuero ecológico,auto,universal,juego,acolchado,"
     "bordado,butacas,tela|couro sintético,carro,universal,jogo,acolchoada,bordada,"
     "bancos,tecido|ack",
    "CAR_FLOOR_MATS|caraudio|alfombras,cubre alfombras,alfombra auto|tapete,"
     "tapete automotivo,jogo de tapetes|goma,auto,baúl,juego,bandeja,bordadas,universal,"
     "medida|borracha,carro,porta malas,jogo,bandeja,bordado,universal,carpete|ack",
    "STEERING_WHEEL_COVERS|caraudio|cubre volante,funda de volante,volante|"
     "capa de volante,volante esportivo,volante|cuero,deportivo,coser,universal,goma,"
     "masa,felpa,perforado|couro,esportiva,costurar,universal,borracha,cubo,pelúcia,"
     "perfurada|ac",
    "CAR_ALARMS|caraudio|alarma,alarma auto,cierre centralizado|alarme,"
     "alarme automotivo,trava elétrica|presencia,volumétrica,control,sirena,"
     "levantavidrios,llave,sensor,antiasalto|presença,ultrassom,controle,sirene,"
     "vidro elétrico,chave canivete,sensor,bloqueador|bam",

    "MOTORCYCLE_CHAINS|moto|kit transmisión,cadena moto,corona y piñón|kit relação,"
     "corrente moto,coroa e pinhão|reforzada,piñón,corona,paso,oring,acero,completo|"
     "reforçada,pinhão,coroa,passo,retentor,aço,completo|bom 28-52/1dientes",
    "MOTORCYCLE_EXHAUSTS|moto|escape moto,silenciador moto,caño de escape|"
     "escapamento moto,ponteira moto,escape|deportivo,fibra de carbono,acero,completo,"
     "cromado,curva,universal,redondo|esportivo,fibra de carbono,aço,completo,cromado,"
     "curva,universal,redondo|bo",
    "MOTORCYCLE_LUGGAGE|moto|baúl moto,alforjas,baulera|bauleto,baú moto,alforge|"
     "parrilla,soporte,respaldo,lateral,rebatible,delivery,base|bagageiro,suporte,"
     "encosto,lateral,motoboy,entrega,base|boc 24-52/2l",
    "MOTORCYCLE_MIRRORS|moto|espejos moto,espejo retrovisor moto,espejo|retrovisor moto,"
     "espelho moto,par retrovisor|par,rosca,universal,deportivo,manubrio,giro,redondo,"
     "aluminio|par,rosca,universal,esportivo,guidão,pisca,redondo,alumínio|bok",
};
// clang-format on

const lmev__synth_dept lmev__synth_motors = {motors, sizeof motors / sizeof motors[0]};
