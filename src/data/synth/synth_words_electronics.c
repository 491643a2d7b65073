/* synth_words_electronics.c - vocabulary of synthetic titles: electronics: telephones,
 * computers, printers, sound, games, cameras.
 *
 * One string per category, four related ones per family; see synth_words.h.
 * Data only. Written for this project. */
#include "data/synth/synth_words.h"

// clang-format off
static const char *const electronics[] = {
    "CELLPHONES|phone|celular,smartphone,teléfono celular|celular,smartphone,"
     "telefone celular|liberado,dual sim,cámara,memoria,pantalla,octa core,huella,"
     "refurbished|desbloqueado,dois chips,câmera,memória,tela,octa core,digital,vitrine|"
     "bmcpz 16-256/x2gb 4-7/0.5in",
    "CELLPHONE_CASES|phone|funda,funda celular,carcasa|capa,capinha,case|silicona,"
     "antigolpes,transparente,flip cover,tpu,rígida,diseño,con vidrio templado|silicone,"
     "anti impacto,transparente,flip,tpu,rígida,personalizada,com película|pc",
    "SCREEN_PROTECTORS|phone|vidrio templado,film protector,protector de pantalla|"
     "película de vidro,película,protetor de tela|celular,glass,antigolpes,curvo,"
     "full cover,hidrogel,tablet,instalado|celular,temperado,anti impacto,curva,"
     "tela toda,hidrogel,tablet,3d|pk",
    "CELLPHONE_PARTS|phone|módulo,pantalla celular,pin de carga|display,tela celular,"
     "conector de carga|repuesto,touch,lcd,táctil,flex,batería,instalación,original|"
     "peça,touch,lcd,frontal,flex,bateria,com aro,original|p",

    "NOTEBOOKS|tech|notebook,laptop,ultrabook|notebook,laptop,ultrabook|disco sólido,"
     "memoria ram,pantalla,procesador,windows,teclado español,gamer,placa de video|ssd,"
     "memória ram,tela,processador,windows,teclado abnt,gamer,placa de vídeo|"
     "bmcnz 11-17/1in 4-32/x2gb 120-960/x2gb",
    "DESKTOP_COMPUTERS|tech|pc,computadora de escritorio,pc gamer|computador,pc gamer,"
     "cpu|armada,memoria ram,disco,procesador,gabinete,completa,monitor,placa de video|"
     "completo,memória ram,hd,processador,gabinete,montado,monitor,placa de vídeo|"
     "bm 4-32/x2gb 120-960/x2gb",
    "TABLETS|tech|tablet,tablet pc,tableta|tablet,tablet pc,tablet infantil|wifi,"
     "android,pantalla,memoria,funda,niños,cuatro núcleos,con teclado|wi-fi,android,"
     "tela,memória,capa,infantil,quad core,com teclado|bmc 7-10/1in 8-64/x2gb",
    "MONITORS|tech|monitor,monitor led,monitor gamer|monitor,monitor led,monitor gamer|"
     "hdmi,curvo,full hd,vga,widescreen,freesync,ips|hdmi,curvo,full hd,vga,widescreen,"
     "freesync,ips|bmc 15-34/1in 60-144/12hz",

    "TELEVISIONS|audio|televisor,smart tv,tv led|televisão,smart tv,tv led|4k,full hd,"
     "apps,hdmi,ultra hd,curvo,wifi|4k,full hd,apps,hdmi,ultra hd,curva,wi-fi|"
     "bm 24-75/1in",
    "TV_WALL_MOUNTS|audio|soporte tv,soporte de pared,brazo tv|suporte tv,"
     "suporte de parede,suporte articulado|led,articulado,móvil,fijo,inclinable,lcd,"
     "extensible|led,articulado,tri-articulado,fixo,inclinável,lcd,teto|bk 14-75/1in",
    "REMOTE_CONTROLS|audio|control remoto,control,mando a distancia|controle remoto,"
     "controle,controle tv|tv,smart,led,aire acondicionado,universal,decodificador,"
     "portón,original|tv,smart,led,ar condicionado,universal,receptor,portão,original|"
     "bmk",
    "TV_BOXES|audio|tv box,conversor smart,convertidor smart tv|tv box,conversor smart,"
     "aparelho smart tv|android,4k,wifi,control remoto,hdmi,apps,mini pc|android,4k,"
     "wi-fi,controle remoto,hdmi,apps,mini pc|bm 1-4/x2gb",

    "HEADPHONES|phone|auriculares,auricular,auriculares vincha|fone de ouvido,fone,"
     "headphone|bluetooth,vincha,inalámbricos,micrófono,plegable,cancelación de ruido,"
     "bass,dj|bluetooth,arco,sem fio,microfone,dobrável,cancelamento de ruído,bass,dj|"
     "bmc",
    "EARPHONES|phone|auriculares in ear,auriculares,auricular manos libres|"
     "fone intra auricular,fone de ouvido,fone com microfone|bluetooth,inalámbricos,"
     "deportivos,micrófono,cable plano,running,estuche,magnéticos|bluetooth,sem fio,"
     "esportivo,microfone,cabo plano,corrida,case,magnético|bmc",
    "GAMER_HEADSETS|phone|auriculares gamer,headset gamer,vincha gamer|headset gamer,"
     "fone gamer,headset|micrófono,led,surround,consola,pc,usb,vincha,retroiluminado|"
     "microfone,led,surround,console,pc,usb,p2,haste|bmc 20-60/10mm",
    "CELLPHONE_HOLDERS|phone|soporte celular,soporte auto,trípode celular|"
     "suporte celular,suporte veicular,tripé celular|magnético,auto,moto,ventosa,"
     "bicicleta,manubrio,escritorio,universal|magnético,carro,moto,ventosa,bicicleta,"
     "guidão,mesa,universal|pc",

    "CELLPHONE_BATTERIES|phone|batería celular,batería,pila celular|bateria celular,"
     "bateria,bateria de celular|original,recargable,litio,repuesto,garantía,instalada,"
     "modelo|original,recarregável,lítio,reposição,nacional,selo,modelo|"
     "pm 1500-5000/100mah",
    "CELLPHONE_CHARGERS|phone|cargador,cargador celular,cargador rápido|carregador,"
     "carregador celular,carregador turbo|micro usb,tipo c,pared,carga rápida,auto,"
     "doble usb,inalámbrico,cable|micro usb,tipo c,parede,carga rápida,veicular,"
     "duas saídas,sem fio,cabo|bpc 1-5/1a",
    "USB_CABLES|phone|cable usb,cable de datos,cable cargador|cabo usb,cabo de dados,"
     "cabo carregador|micro usb,tipo c,mallado,carga rápida,imantado,reforzado,otg|"
     "micro usb,tipo c,trançado,turbo,magnético,reforçado,otg|bpkc 1-3/0.5mts",
    "POWER_BANKS|phone|power bank,cargador portátil,batería externa|power bank,"
     "carregador portátil,bateria externa|solar,doble usb,carga rápida,linterna,slim,"
     "celular,indicador|solar,duas usb,carga rápida,lanterna,slim,celular,visor|"
     "bmc 2000-20000/400mah",

    "VIDEO_GAME_CONSOLES|games|consola,consola de juegos,family game|console,videogame,"
     "video game retrô|joystick,juegos,portátil,disco,retro,edición,hdmi,completa|"
     "controle,jogos,portátil,hd,retrô,edição,hdmi,completo|bvcz 250-1000/x2gb",
    "VIDEO_GAMES|games|juego,videojuego,juego digital|jogo,game,jogo mídia física|"
     "físico,sellado,disco,edición,fútbol,acción,aventura,original|mídia física,lacrado,"
     "disco,edição,futebol,ação,aventura,original|tv",
    "GAMEPADS|games|joystick,control inalámbrico,gamepad|controle,controle sem fio,"
     "joystick|consola,pc,usb,bluetooth,vibración,analógico,gamer,celular|console,pc,"
     "usb,bluetooth,vibração,analógico,gamer,celular|bvck",
    "CONSOLE_ACCESSORIES|games|base de carga,funda joystick,soporte vertical|"
     "base carregadora,capa de controle,suporte vertical|joystick,consola,silicona,"
     "grips,cooler,dock,cable,consolas|controle,console,silicone,grips,cooler,dock,cabo,"
     "película|vck",

    "BLUETOOTH_SPEAKERS|audio|parlante bluetooth,parlante portátil,bocina bluetooth|"
     "caixa de som bluetooth,caixinha de som,caixa de som portátil|inalámbrico,radio fm,"
     "sumergible,recargable,usb,batería,manos libres,karaoke|sem fio,rádio fm,"
     "à prova d'água,recarregável,usb,bateria,viva voz,karaokê|bmc 3-60/1w",
    "SOUND_BARS|audio|barra de sonido,soundbar,home theater|soundbar,barra de som,"
     "home theater|bluetooth,tv,subwoofer,hdmi,óptico,inalámbrica,# canales,control|"
     "bluetooth,tv,subwoofer,hdmi,óptica,sem fio,# canais,controle|bm 40-500/20w",
    "PA_SPEAKERS|audio|bafle,bafle activo,columna de sonido|caixa ativa,caixa acústica,"
     "caixa de som amplificada|potenciado,dj,usb,micrófono,luces,trípode|amplificada,dj,"
     "usb,microfone,luzes,tripé|bm 8-18/1in 50-1000/50w",
    "MICROPHONES|audio|micrófono,micrófono inalámbrico,micrófono condenser|microfone,"
     "microfone sem fio,microfone condensador|dinámico,karaoke,cable,corbatero,vincha,"
     "estudio,usb,profesional|dinâmico,karaokê,cabo,lapela,headset,estúdio,usb,"
     "profissional|bmk",

    "KEYBOARDS|tech|teclado,teclado mecánico,teclado inalámbrico|teclado,"
     "teclado mecânico,teclado sem fio|gamer,usb,retroiluminado,español,numérico,"
     "bluetooth,combo mouse,switch|gamer,usb,retroiluminado,abnt2,numérico,bluetooth,"
     "kit mouse,switch|bmc",
    "COMPUTER_MICE|tech|mouse,mouse inalámbrico,mouse gamer|mouse,mouse sem fio,"
     "mouse gamer|óptico,usb,bluetooth,botones,ergonómico,recargable,rgb|óptico,usb,"
     "bluetooth,botões,ergonômico,recarregável,rgb|bmc 800-7200/400dpi",
    "MOUSE_PADS|tech|mouse pad,pad mouse,alfombrilla|mouse pad,mousepad,tapete mouse|"
     "gamer,xl,gel,antideslizante,speed,apoya muñeca,personalizado,tela|gamer,grande,"
     "gel,antiderrapante,speed,apoio de punho,personalizado,tecido|bc 20-90/10cm",
    "WEBCAMS|tech|webcam,cámara web,camarita web|webcam,câmera web,câmera para pc|usb,"
     "micrófono,hd,videollamada,streaming,trípode,luces led,windows|usb,microfone,hd,"
     "vídeo chamada,streaming,tripé,led,windows|bmc 720-1080/360p",

    "PRINTERS|printer|impresora,impresora multifunción,impresora láser|impressora,"
     "impressora multifuncional,impressora laser|wifi,sistema continuo,escáner,tinta,"
     "color,monocromática,fotocopiadora,usb|wi-fi,tanque de tinta,scanner,cartucho,"
     "colorida,monocromática,copiadora,usb|bmiz",
    "INK_CARTRIDGES|printer|cartucho,cartucho de tinta,cartuchos|cartucho,"
     "cartucho de tinta,cartuchos|impresora,negro,tricolor,alternativo,original,"
     "recargable,chip,xl|impressora,preto,colorido,compatível,original,recarregável,"
     "chip,xl|imk 5-25/1ml",
    "TONERS|printer|toner,toner alternativo,cartucho de toner|toner,toner compatível,"
     "cartucho de toner|impresora láser,negro,recarga,chip,cilindro,original,"
     "rendimiento|impressora laser,preto,recarga,chip,cilindro,original,rendimento|"
     "imk 1000-10000/500pag",
    "PRINTER_INKS|printer|tinta,botella de tinta,tinta sublimación|tinta,refil de tinta,"
     "tinta sublimática|impresora,sistema continuo,litro,colores,dye,pigmentada,recarga,"
     "cartucho|impressora,bulk ink,litro,cores,corante,pigmentada,recarga,cartucho|"
     "imk 50-1000/50ml",

    "HARD_DRIVES|tech|disco rígido,disco duro externo,disco duro|hd externo,hd,"
     "disco rígido|sata,externo,usb,portátil,notebook,backup|sata,externo,usb,portátil,"
     "notebook,backup|bm 1-8/x2tb",
    "SOLID_STATE_DRIVES|tech|disco sólido,ssd,disco estado sólido|ssd,hd ssd,"
     "disco sólido|sata,notebook,m2,nvme,velocidad,pc|sata,notebook,m2,nvme,leitura,pc|"
     "bm 120-960/x2gb",
    "PENDRIVES|tech|pendrive,memoria usb,pen drive|pen drive,pendrive,memória usb|usb,"
     "metálico,giratorio,llavero,personalizado,mini,original|usb,metal,giratório,"
     "chaveiro,personalizado,mini,original|bmck 4-128/x2gb",
    "MEMORY_CARDS|tech|memoria micro sd,tarjeta de memoria,memoria sd|cartão de memória,"
     "micro sd,cartão sd|clase 10,adaptador,celular,cámara,ultra,full hd,original|"
     "classe 10,adaptador,celular,câmera,ultra,full hd,original|bmk 4-128/x2gb",

    "SMARTWATCHES|phone|smartwatch,reloj inteligente,smart watch|smartwatch,"
     "relógio inteligente,smart watch|bluetooth,ritmo cardíaco,notificaciones,"
     "sumergible,gps,malla,deportivo,llamadas|bluetooth,batimentos,notificações,"
     "à prova d'água,gps,pulseira,esportivo,ligações|bmc 38-46/2mm",
    "FITNESS_TRACKERS|phone|pulsera inteligente,banda deportiva,smartband|"
     "pulseira inteligente,smartband,monitor cardíaco|pasos,ritmo cardíaco,bluetooth,"
     "calorías,sumergible,sueño,notificaciones,podómetro|passos,batimentos,bluetooth,"
     "calorias,à prova d'água,sono,notificações,pedômetro|bmc",
    "SMARTWATCH_STRAPS|phone|malla,correa,pulsera repuesto|pulseira,correia,"
     "pulseira silicone|smartwatch,silicona,metálica,cuero,reloj inteligente,milanesa,"
     "banda,repuesto|smartwatch,silicone,metal,couro,relógio inteligente,milanese,aço,"
     "reposição|bck 18-24/2mm",
    "LANDLINE_PHONES|phone|teléfono inalámbrico,teléfono fijo,teléfono de mesa|"
     "telefone sem fio,telefone fixo,telefone de mesa|identificador,manos libres,"
     "contestador,dúo,base,pared,central,batería|identificador,viva voz,secretária,"
     "ramal,base,parede,bina,bateria|bmc",

    "RAM_MEMORIES|tech|memoria ram,memoria,memoria ddr|memória ram,memória,memória ddr|"
     "ddr3,ddr4,sodimm,notebook,pc,disipador,gamer|ddr3,ddr4,sodimm,notebook,pc,"
     "dissipador,gamer|bm 2-32/x2gb 1333-3200/133mhz",
    "MOTHERBOARDS|tech|motherboard,placa madre,mother|placa mãe,placa-mãe,kit placa mãe|"
     "socket,ddr4,hdmi,usb,micro atx,procesador,combo,gamer|socket,ddr4,hdmi,usb,"
     "micro atx,processador,kit upgrade,gamer|bm",
    "GRAPHICS_CARDS|tech|placa de video,tarjeta gráfica,placa gráfica|placa de vídeo,"
     "vga,placa gráfica|gddr5,hdmi,gamer,dual fan,pci express,minería,low profile|gddr5,"
     "hdmi,gamer,dual fan,pci express,mineração,low profile|bm 1-11/x2gb",
    "POWER_SUPPLIES|tech|fuente pc,fuente de alimentación,fuente atx|fonte atx,fonte pc,"
     "fonte real|gamer,certificada,modular,cooler,reales,sata,gabinete|gamer,80 plus,"
     "modular,cooler,reais,sata,gabinete|bm 400-850/50w",

    "DIGITAL_CAMERAS|photo|cámara digital,cámara reflex,cámara de fotos|câmera digital,"
     "câmera profissional,máquina fotográfica|lente,zoom,kit,full hd,pantalla,wifi,"
     "compacta|lente,zoom,kit,full hd,visor,wi-fi,compacta|bmc 12-24/1mp",
    "ACTION_CAMERAS|photo|cámara deportiva,action cam,cámara sumergible|câmera de ação,"
     "action cam,câmera esportiva|4k,wifi,casco,accesorios,full hd,acuática,control,"
     "soporte|4k,wi-fi,capacete,acessórios,full hd,mergulho,controle,suporte|"
     "bmc 12-20/1mp",
    "SECURITY_CAMERAS|photo|cámara de seguridad,cámara ip,domo|câmera de segurança,"
     "câmera ip,câmera dome|infrarroja,visión nocturna,exterior,wifi,dvr,bullet,kit,"
     "vigilancia|infravermelho,visão noturna,externa,wi-fi,dvr,bullet,kit,vigilância|"
     "bmk 1-5/1mp",
    "CAMERA_TRIPODS|photo|trípode,monopié,trípode cámara|tripé,monopé,tripé câmera|"
     "celular,aluminio,flexible,reflex,cabezal,bolso,selfie|celular,alumínio,flexível,"
     "dslr,cabeça,bolsa,selfie|bmc 1-3/0.5mts",

    "COMPUTER_CASES|tech|gabinete,gabinete gamer,gabinete pc|gabinete,gabinete gamer,"
     "gabinete atx|vidrio templado,con fuente,rgb,atx,cooler,usb,lateral,kit|"
     "vidro temperado,com fonte,rgb,atx,cooler,usb,acrílico,torre|bmc",
    "PC_COOLERS|tech|cooler,disipador,ventilador pc|cooler,dissipador,water cooler|"
     "procesador,led,gabinete,silencioso,socket,rgb,refrigeración líquida,pasta térmica|"
     "processador,led,gabinete,silencioso,socket,rgb,ventoinha,pasta térmica|"
     "bmk 80-240/40mm",
    "ROUTERS|tech|router,router wifi,router inalámbrico|roteador,roteador wi-fi,"
     "roteador sem fio|antenas,doble banda,repetidor,gigabit,rompe muros,puertos,fibra|"
     "antenas,dual band,repetidor,gigabit,longo alcance,portas,fibra|bm 150-1200/150mbps",
    "WIFI_REPEATERS|tech|repetidor wifi,extensor de señal,amplificador wifi|"
     "repetidor wi-fi,amplificador de sinal,extensor|antenas,enchufe,router,"
     "access point,largo alcance,inalámbrico,internet|antenas,tomada,roteador,"
     "access point,longo alcance,sem fio,internet|bm 150-750/150mbps",

    "NOTEBOOK_CHARGERS|tech|cargador notebook,fuente notebook,transformador|"
     "carregador notebook,fonte notebook,fonte carregador|universal,pin,original,"
     "netbook,cable,plug,compatible,garantía|universal,pino,original,netbook,cabo,plug,"
     "compatível,garantia|nm 40-120/5w 19-20/1v",
    "NOTEBOOK_BATTERIES|tech|batería notebook,batería,batería netbook|bateria notebook,"
     "bateria,bateria para notebook|original,alternativa,litio,garantía,netbook,"
     "recargable|original,compatível,lítio,garantia,netbook,recarregável|"
     "nm 2200-5200/200mah",
    "NOTEBOOK_SCREENS|tech|pantalla notebook,display,pantalla led|tela notebook,display,"
     "tela led|slim,pines,repuesto,netbook,instalación,mate,brillante|slim,pinos,"
     "reposição,netbook,led fina,fosca,brilhante|nm 10-17/1in",
    "NOTEBOOK_BAGS|tech|mochila notebook,funda notebook,maletín|mochila notebook,"
     "capa notebook,pasta|neoprene,impermeable,antirrobo,porta,ejecutivo,acolchado,"
     "bolsillo|neoprene,impermeável,antifurto,case,executiva,acolchoada,bolso|"
     "bc 10-17/1in",

    "CAMERA_LENSES|photo|lente,objetivo,lente cámara|lente,objetiva,lente para câmera|"
     "reflex,zoom,macro,gran angular,montura,fijo,autofoco,filtro|dslr,zoom,macro,"
     "grande angular,encaixe,fixa,autofoco,filtro|bm 18-300/1mm",
    "CAMERA_BAGS|photo|bolso cámara,funda cámara,mochila fotográfica|bolsa câmera,"
     "case câmera,mochila fotográfica|reflex,acolchado,lentes,impermeable,estuche,"
     "# compartimentos,correa,profesional|dslr,acolchoada,lentes,impermeável,estojo,"
     "# divisórias,alça,profissional|bc",
    "DRONES|photo|drone,drone con cámara,cuadricóptero|drone,drone com câmera,"
     "quadricóptero|wifi,control remoto,hélices,batería,fpv,plegable,gps,principiantes|"
     "wi-fi,controle remoto,hélices,bateria,fpv,dobrável,gps,iniciantes|"
     "bmc 50-2000/50mts",
    "DRONE_PARTS|photo|hélices,batería drone,repuesto drone|hélices,bateria drone,"
     "peça drone|protector,motor,cargador,drone,control,tren de aterrizaje,juego,"
     "recambio|protetor,motor,carregador,drone,controle,trem de pouso,jogo,reposição|"
     "bkm 300-4000/100mah",
};
// clang-format on

const lmev__synth_dept lmev__synth_electronics = {electronics, sizeof electronics /
                                                                   sizeof electronics[0]};
